package dev.restauth.listener;

import dev.restauth.http.UnixPeer;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * A connection with the data that the guard needs: its state, the start of this state, and the
 * memory that the connection uses. The connection's event loop changes these data. Any thread may
 * read them, and may close the connection.
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
  private int heldForTls;

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

  /** The process at the other end of a Unix socket; empty for TCP. */
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
  void setProtocol(Protocol chosen) {
    protocol = chosen;
  }

  ConnectionState doing() {
    return doing;
  }

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

  boolean isWaiting() {
    return doing.isWaiting();
  }

  /** The start of the current state, by the guard's clock. */
  long since() {
    return since;
  }

  /**
   * Sets the memory that this connection uses for requests and answers, in bytes. The guard may
   * then close this connection, or connections of the address that uses the most memory.
   */
  void hold(int bytes) {
    holdInAll(heldForTls + bytes);
  }

  /** Sets the memory that this connection uses for TLS itself, in bytes. */
  void holdForTls(int bytes) {
    int others = held - heldForTls;
    heldForTls = bytes;
    holdInAll(bytes + others);
  }

  private void holdInAll(int bytes) {
    int before = held;
    if (bytes != before && doing != ConnectionState.ENDED) {
      held = bytes;
      guard.hold(this, bytes - before);
    }
  }

  int held() {
    return held;
  }

  /**
   * Returns whether all connections together use more memory than allowed. Any thread may call this
   * method.
   */
  boolean isTooMuchHeld() {
    return guard.isTooMuchHeld();
  }

  /** Sets the memory that this connection uses to 0, and returns the previous value, in bytes. */
  int release() {
    int before = held;
    held = 0;
    return before;
  }

  /**
   * Returns the priority for closing this connection; negative if the connection must not be
   * closed. The priority is the waiting time in nanoseconds. An hour is added if the connection has
   * sent its last answer, or if the client has read nothing of an answer for a second. An hour is
   * also added if the connection has waited for its first request for more than a second.
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

  /**
   * Closes the connection unless it has unread bytes. Returns whether the connection was closed.
   * Any thread may call this method.
   */
  boolean closeUnlessUnread() {
    if (channel.hasUnread() && doing != ConnectionState.LINGERING) {
      return false;
    }
    closeForOthers();
    return true;
  }

  /**
   * Sends the protocol's closing message, and closes the connection to make room for other
   * connections. Any thread may call this method.
   */
  void closeForOthers() {
    doing = ConnectionState.ENDED;
    guard.remove(this);
    channel
        .eventLoop()
        .execute(
            () -> {
              protocol.sendClosingMessage();
              channel.closeNow();
            });
  }

  /** Closes the connection because too many TLS handshakes wait. Any thread may call this method. */
  void refuseHandshake() {
    guard.counts().closed(ConnectionCounts.HANDSHAKES);
    end();
  }

  /** Closes the connection, whatever its state is. Any thread may call this method. */
  void end() {
    doing = ConnectionState.ENDED;
    guard.remove(this);
    channel.closeNow();
  }

  /** Closes the connection if it has timed out. */
  void closeIfOverdue(long now) {
    ConnectionState seen = doing;
    noteProgress(now, seen);
    if (seen != ConnectionState.ENDED
        && (protocol.isOverdue(now) || now - since > timeouts.of(seen).toNanos())) {
      if (seen == ConnectionState.IDLE) {
        guard.counts().closed(ConnectionCounts.IDLE);
        protocol.closeGracefully();
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

  /** Closes the connection after the answers in progress. */
  void stop() {
    protocol.stop();
  }

  /** The protocol of a connection whose first bytes have not arrived yet. */
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
    public void closeGracefully() {
      end();
    }
  }
}
