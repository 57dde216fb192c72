package dev.restauth.store.sql;

import dev.restauth.store.StoreUnavailableException;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Logs the beginning and the end of database outages, with their cause. A continuing outage is
 * logged once a minute, not once per request. Thread-safe.
 */
final class OutageLog {
  private static final System.Logger LOG = System.getLogger(OutageLog.class.getName());
  private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

  /**
   * The maximum number of lines per minute. Without it, a database that alternates between failing
   * and working would fill the log.
   */
  private static final int LINES_A_MINUTE = 6;

  private final String what;
  private final LongAdder failures = new LongAdder();
  private volatile boolean lasting;
  private boolean logged;
  private String cause = "";
  private long loggedAt;
  private long minute;
  private int lines;
  private long since;
  private long refused;

  /**
   * Creates the log for one kind of work.
   *
   * @param what the kind of work, such as {@code writing}
   */
  OutageLog(String what) {
    this.what = what;
  }

  /**
   * Records a failure of the database.
   *
   * @param reason the cause and the remedy, for the operator
   * @param calls the number of calls that the failure concerns
   */
  synchronized StoreUnavailableException failed(String reason, Throwable e, int calls) {
    long now = System.nanoTime();
    boolean isNew = !lasting || !reason.equals(cause) || now - loggedAt >= MINUTE_NANOS;
    if (!lasting) {
      since = now;
      lasting = true;
    }
    refused += calls;
    failures.add(calls);
    cause = reason;
    if (isNew && mayLog(now)) {
      String already =
          refused > calls ? " (for " + seconds(now) + ", " + refused + " refused)" : "";
      LOG.log(Level.ERROR, what + " is not possible" + already + ": " + reason, e);
      logged = true;
      loggedAt = now;
    }
    return new StoreUnavailableException(reason, e);
  }

  private boolean mayLog(long now) {
    if (lines == 0 || now - minute >= MINUTE_NANOS) {
      minute = now;
      lines = 0;
    }
    lines++;
    return lines <= LINES_A_MINUTE;
  }

  /**
   * Records that the database works. This costs almost nothing if the database was already working.
   */
  void succeeded() {
    if (lasting) {
      end();
    }
  }

  private synchronized void end() {
    if (lasting && logged) {
      LOG.log(
          Level.INFO,
          what
              + " is possible again, after "
              + seconds(System.nanoTime())
              + ", "
              + refused
              + " refused; the cause was: "
              + cause);
      logged = false;
      refused = 0;
    }
    lasting = false;
  }

  /** Records that a call was refused because the queue is full. */
  synchronized StoreUnavailableException overloaded() {
    failures.increment();
    String reason = what + ": too many requests wait for the database";
    if (mayLog(System.nanoTime())) {
      LOG.log(Level.WARNING, reason);
    }
    return new StoreUnavailableException(reason);
  }

  /** Records that a call was refused without an attempt, because other calls have just failed. */
  synchronized StoreUnavailableException refused() {
    refused++;
    failures.increment();
    return new StoreUnavailableException(cause);
  }

  String what() {
    return what;
  }

  /** Returns whether the last call failed. */
  boolean isLasting() {
    return lasting;
  }

  /** The number of calls since the start that failed or were refused. */
  long failures() {
    return failures.sum();
  }

  private String seconds(long now) {
    return TimeUnit.NANOSECONDS.toSeconds(now - since) + " s";
  }
}
