package dev.restauth.listener;

import java.net.InetSocketAddress;

/**
 * A connection as the guard sees it: what it is doing since when, and how much memory it holds. Changed on the
 * connection's loop; any thread may ask.
 */
final class GuardedConnection {
  private static final long SECOND = 1_000_000_000;

  private final ClientChannel channel;
  private final InetSocketAddress peer;
  private final Timeouts timeouts;
  private final ConnectionGuard guard;
  private final AddressConnections crowd;
  private Protocol protocol = new NothingSaid();
  private boolean everAnswered;
  private long untaken;
  private volatile long untakenSince;
  private volatile ConnectionState doing = ConnectionState.RECEIVING;
  private volatile long since;
  private volatile int held;

  GuardedConnection(
      ClientChannel channel,
      InetSocketAddress peer,
      Timeouts timeouts,
      ConnectionGuard guard,
      AddressConnections crowd,
      long now) {
    this.channel = channel;
    this.peer = peer;
    this.timeouts = timeouts;
    this.guard = guard;
    this.crowd = crowd;
    this.since = now;
  }

  InetSocketAddress peer() {
    return peer;
  }

  AddressConnections crowd() {
    return crowd;
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

  /** From now on this is spoken. */
  void speak(Protocol spoken) {
    protocol = spoken;
  }

  ConnectionState doing() {
    return doing;
  }

  /** Notes what it does from now on. */
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
      untakenSince = from;
    }
    since = from;
    doing = next;
  }

  /** Whether it could be ended without breaking off what is being answered. */
  boolean isWaiting() {
    return doing.isWaiting();
  }

  /** Since when it has been doing that. */
  long since() {
    return since;
  }

  /** Notes how many bytes of memory it holds; may end it, or another that holds more. */
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

  /** Whether all connections together hold more than they may. Any thread may ask. */
  boolean isTooMuchHeld() {
    return guard.isTooMuchHeld();
  }

  /** Lets go of what it holds, once. */
  int release() {
    int before = held;
    held = 0;
    return before;
  }

  /**
   * How much of our patience it has taken, in nanoseconds; negative if it must not be ended. What has its last
   * answer, or asked for none within a second, is dispensable: a younger one may just not have come to.
   */
  long patience(long now) {
    ConnectionState seen = doing;
    if (!seen.isWaiting() || (seen == ConnectionState.WRITING && now - untakenSince < SECOND)) {
      return -1;
    }
    long waited = Math.max(0, now - since);
    boolean dispensable =
        seen == ConnectionState.LINGERING
            || seen == ConnectionState.WRITING
            || (!everAnswered && waited > SECOND);
    return dispensable ? waited + 3600 * SECOND : waited;
  }

  /** Ends it unless it has something to say that nobody came to read. Any thread may. */
  boolean endIfSilent() {
    if (channel.hasUnread() && doing != ConnectionState.LINGERING) {
      return false;
    }
    part();
    return true;
  }

  /** Ends it with a word. Any thread may. */
  void part() {
    doing = ConnectionState.ENDED;
    guard.forget(this);
    channel
        .eventLoop()
        .execute(
            () -> {
              protocol.partingWord();
              channel.closeNow();
            });
  }

  /** Ends it, whatever it is doing. Any thread may. */
  void end() {
    doing = ConnectionState.ENDED;
    guard.forget(this);
    channel.closeNow();
  }

  /** Ends it if it has taken too long. */
  void look(long now) {
    ConnectionState seen = doing;
    noteProgress(now, seen);
    if (seen != ConnectionState.ENDED
        && (protocol.isOverdue(now) || now - since > timeouts.of(seen).toNanos())) {
      if (seen == ConnectionState.IDLE) {
        protocol.sayGoodbye();
      } else {
        end();
      }
    }
  }

  private void noteProgress(long now, ConnectionState seen) {
    long pending = channel.pendingBytes();
    if (seen != ConnectionState.WRITING || pending != untaken || untakenSince == 0) {
      untakenSince = now;
      untaken = pending;
    }
  }

  /** Has it end with what it answers now. */
  void stop() {
    protocol.stop();
  }

  /** Before it is known what is spoken. */
  private final class NothingSaid implements Protocol {
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
