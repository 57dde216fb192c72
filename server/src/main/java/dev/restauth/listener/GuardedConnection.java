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
  private final Crowd crowd;
  private Protocol protocol = new NothingSaid();
  private boolean everAnswered;
  private long untaken;
  private volatile long untakenSince;
  private volatile Doing doing = Doing.RECEIVING;
  private volatile long since;
  private volatile int held;

  GuardedConnection(
      ClientChannel channel,
      InetSocketAddress peer,
      Timeouts timeouts,
      ConnectionGuard guard,
      Crowd crowd,
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

  Crowd crowd() {
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

  Doing doing() {
    return doing;
  }

  /** Notes what it does from now on. */
  void become(Doing next) {
    become(next, guard.now());
  }

  void become(Doing next, long from) {
    if (doing == Doing.ENDED) {
      return;
    }
    if (next == Doing.IDLE || next == Doing.SHARED) {
      everAnswered = true;
    }
    if (next == Doing.WRITING) {
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
    if (bytes != before && doing != Doing.ENDED) {
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
    Doing seen = doing;
    if (!seen.isWaiting() || (seen == Doing.WRITING && now - untakenSince < SECOND)) {
      return -1;
    }
    long waited = Math.max(0, now - since);
    boolean dispensable =
        seen == Doing.LINGERING || seen == Doing.WRITING || (!everAnswered && waited > SECOND);
    return dispensable ? waited + 3600 * SECOND : waited;
  }

  /** Ends it unless it has something to say that nobody came to read. Any thread may. */
  boolean endIfSilent() {
    if (channel.hasUnread() && doing != Doing.LINGERING) {
      return false;
    }
    part();
    return true;
  }

  /** Ends it with a word. Any thread may. */
  void part() {
    doing = Doing.ENDED;
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
    doing = Doing.ENDED;
    guard.forget(this);
    channel.closeNow();
  }

  /** Ends it if it has taken too long. */
  void look(long now) {
    Doing seen = doing;
    noteProgress(now, seen);
    if (seen != Doing.ENDED
        && (protocol.isOverdue(now) || now - since > timeouts.of(seen).toNanos())) {
      if (seen == Doing.IDLE) {
        protocol.sayGoodbye();
      } else {
        end();
      }
    }
  }

  private void noteProgress(long now, Doing seen) {
    long pending = channel.pendingBytes();
    if (seen != Doing.WRITING || pending != untaken || untakenSince == 0) {
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
