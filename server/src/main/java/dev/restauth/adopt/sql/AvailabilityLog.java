package dev.restauth.adopt.sql;

import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;

/**
 * Records whether the legacy database answers. Logs one line with the reason when the database
 * begins to fail, and one line when it answers again. Further failed look-ups cause no lines. At
 * most one failure is logged in ten seconds. Thread-safe.
 */
final class AvailabilityLog {
  private static final System.Logger LOG = System.getLogger(AvailabilityLog.class.getName());

  /**
   * Minimum interval between two logged failures, for a database that repeatedly fails and
   * recovers.
   */
  private static final long BETWEEN_LINES_NANOS = TimeUnit.SECONDS.toNanos(10);

  private enum State {
    UNKNOWN,
    ANSWERING,
    FAILING
  }

  private volatile State state = State.UNKNOWN;
  private boolean loggedBefore;
  private boolean logged;
  private long loggedAt;
  private long failingSince;
  private long failures;

  boolean isReachable() {
    return state == State.ANSWERING;
  }

  /** Records a failed look-up. */
  synchronized void failed(String reason) {
    long now = System.nanoTime();
    if (state != State.FAILING) {
      state = State.FAILING;
      failingSince = now;
      failures = 0;
    }
    failures++;
    if (!logged && (!loggedBefore || now - loggedAt >= BETWEEN_LINES_NANOS)) {
      loggedBefore = true;
      logged = true;
      loggedAt = now;
      LOG.log(Level.WARNING, "the old application's database fails: " + reason);
    }
  }

  /** Records a successful look-up. Costs almost nothing if the previous look-up succeeded too. */
  void succeeded() {
    if (state != State.ANSWERING) {
      recordAnswer();
    }
  }

  private synchronized void recordAnswer() {
    if (state == State.FAILING && logged) {
      logged = false;
      LOG.log(
          Level.INFO,
          "the old application's database answers again, after "
              + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - failingSince)
              + " s, in which "
              + failures
              + " look-ups failed");
    }
    state = State.ANSWERING;
  }
}
