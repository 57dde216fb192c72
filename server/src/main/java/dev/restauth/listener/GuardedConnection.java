package dev.restauth.listener;

import dev.restauth.http.UnixPeer;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * A connection with the data for the guard: its state, the time at which this state began, and its memory. The
 * connection's loop changes it; any thread may read it.
 */
final class GuardedConnection {
  private static final long SECOND = 1_000_000_000;

  private final ClientChannel channel;
  private final InetSocketAddress peer;
  private final Optional<UnixPeer> unixPeer;
  private final Timeouts timeouts;
  private final ConnectionGuard guard;
  private final AddressConnections ofAddress;
  private Protocol protocol = new UndetectedProtocol();
  private boolean everAnswered;
  private long unsent;
  private volatile long unsentSince;
  private volatile ConnectionState doing = ConnectionState.RECEIVING;
  private volatile long since;
  private volatile int held;

  GuardedConnection(
      ClientChannel channel,
      InetSocketAddress peer,
      Optional<UnixPeer> unixPeer,
      Timeouts timeouts,
      ConnectionGuard guard,
      AddressConnections ofAddress,
      long now) {
    this.channel = channel;
    this.peer = peer;
    this.unixPeer = unixPeer;
    this.timeouts = timeouts;
    this.guard = guard;
    this.ofAddress = ofAddress;
    this.since = now;
  }

  InetSocketAddress peer() {
    return peer;
  }

  /** The process at the other end; empty on TCP. */
  Optional<UnixPeer> unixPeer() {
    return unixPeer;
  }

  AddressConnections ofAddress() {
    return ofAddress;
  }

  ClientChannel channel() {
    return channel;
  }

  Timeouts timeouts() {
    return timeouts;
  }

  boolean isStopping() {
    return guard.isStopping();
  }

  long now() {
    return guard.now();
  }

  /** Sets the protocol that will handle the connection. */
  void speak(Protocol spoken) {
    protocol = spoken;
  }

  ConnectionState doing() {
    return doing;
  }

  /** Changes the state. */
  void become(ConnectionState next) {
    become(next, guard.now());
  }

  void become(ConnectionState next, long from) {
    if (doing == ConnectionState.ENDED) {
      return;
    }
    if (next == ConnectionState.IDLE || next == ConnectionState.SHARED) {
      everAnswered = true;
    }
    if (next == ConnectionState.WRITING) {
      unsentSince = from;
    }
    since = from;
    doing = next;
  }

  /** Returns whether it can be closed without interrupting an answer in progress. */
  boolean isWaiting() {
    return doing.isWaiting();
  }

  /** The time, by the guard's clock, at which this state began. */
  long since() {
    return since;
  }

  /**
   * Sets the memory of this connection, in bytes. The guard may close it then, or another connection that uses more.
   */
  void hold(int bytes) {
    int before = held;
    if (bytes != before && doing != ConnectionState.ENDED) {
      held = bytes;
      guard.hold(this, bytes - before);
    }
  }

  int held() {
    return held;
  }

  /** Returns whether all connections together use more memory than allowed. May be called by any thread. */
  boolean isTooMuchHeld() {
    return guard.isTooMuchHeld();
  }

  /** Sets its memory to 0 and returns the previous value, in bytes. */
  int release() {
    int before = held;
    held = 0;
    return before;
  }

  /**
   * Returns the priority for closing it, in nanoseconds of waiting; negative if it must not be closed. The highest
   * priority is for connections that have had their last answer, do not read their answer, or sent no complete request
   * within a second. A younger connection may still send a request.
   */
  long closingPriority(long now) {
    ConnectionState seen = doing;
    if (!seen.isWaiting() || (seen == ConnectionState.WRITING && now - unsentSince < SECOND)) {
      return -1;
    }
    long waited = Math.max(0, now - since);
    boolean dispensable =
        seen == ConnectionState.LINGERING
            || seen == ConnectionState.WRITING
            || (!everAnswered && waited > SECOND);
    return dispensable ? waited + 3600 * SECOND : waited;
  }

  /** Closes it unless there are unread bytes. Returns whether it was closed. May be called by any thread. */
  boolean closeUnlessUnread() {
    if (channel.hasUnread() && doing != ConnectionState.LINGERING) {
      return false;
    }
    closeForOthers();
    return true;
  }

  /** Closes it after the protocol's closing message. May be called by any thread. */
  void closeForOthers() {
    doing = ConnectionState.ENDED;
    guard.remove(this);
    channel
        .eventLoop()
        .execute(
            () -> {
              protocol.partingWord();
              channel.closeNow();
            });
  }

  /** Closes it in any state. May be called by any thread. */
  void end() {
    doing = ConnectionState.ENDED;
    guard.remove(this);
    channel.closeNow();
  }

  /** Closes it if its time-out has passed. */
  void closeIfOverdue(long now) {
    ConnectionState seen = doing;
    noteProgress(now, seen);
    if (seen != ConnectionState.ENDED
        && (protocol.isOverdue(now) || now - since > timeouts.of(seen).toNanos())) {
      if (seen == ConnectionState.IDLE) {
        guard.counts().closed(ConnectionCounts.IDLE);
        protocol.sayGoodbye();
      } else {
        guard.counts().closed(ConnectionCounts.OVERDUE);
        end();
      }
    }
  }

  private void noteProgress(long now, ConnectionState seen) {
    long pending = channel.pendingBytes();
    if (seen != ConnectionState.WRITING || pending != unsent || unsentSince == 0) {
      unsentSince = now;
      unsent = pending;
    }
  }

  /** Closes it after the answers in progress. */
  void stop() {
    protocol.stop();
  }

  /** The protocol before the first bytes have determined it. */
  private final class UndetectedProtocol implements Protocol {
    @Override
    public void stop() {
      if (!channel.hasUnread()) {
        end();
      }
    }

    @Override
    public boolean isOverdue(long now) {
      return false;
    }

    @Override
    public void sayGoodbye() {
      end();
    }
  }
}
