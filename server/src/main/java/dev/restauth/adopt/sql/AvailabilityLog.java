package dev.restauth.adopt.sql;

import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;

/**
 * Whether the old database answers. Tells the operator when it stops, and why, and when it answers again:
 * once each, not once a look-up, and not more often than once in ten seconds. Thread-safe.
 */
final class AvailabilityLog {
  private static final System.Logger LOG = System.getLogger(AvailabilityLog.class.getName());

  /** A database that fails and works in turns must not fill the log. */
  private static final long BETWEEN_LINES_NANOS = TimeUnit.SECONDS.toNanos(10);

  private enum State {
    UNKNOWN,
    REACHED,
    LOST
  }

  private volatile State state = State.UNKNOWN;
  private boolean everTold;
  private boolean told;
  private long toldAt;
  private long since;
  private long failed;

  boolean reachable() {
    return state == State.REACHED;
  }

  /** A look-up failed. */
  synchronized void lost(String reason) {
    long now = System.nanoTime();
    if (state != State.LOST) {
      state = State.LOST;
      since = now;
      failed = 0;
    }
    failed++;
    if (!told && (!everTold || now - toldAt >= BETWEEN_LINES_NANOS)) {
      everTold = true;
      told = true;
      toldAt = now;
      LOG.log(Level.WARNING, "the old application's database fails: " + reason);
    }
  }

  /** A look-up succeeded. Costs nothing where the one before did. */
  void found() {
    if (state != State.REACHED) {
      reached();
    }
  }

  private synchronized void reached() {
    if (state == State.LOST && told) {
      told = false;
      LOG.log(
          Level.INFO,
          "the old application's database answers again, after "
              + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - since)
              + " s, in which "
              + failed
              + " look-ups failed");
    }
    state = State.REACHED;
  }
}
