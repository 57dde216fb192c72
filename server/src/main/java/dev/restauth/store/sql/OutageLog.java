package dev.restauth.store.sql;

import dev.restauth.store.StoreUnavailableException;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;

/**
 * Tells the operator when the database stops working, why, and when it works again: once, and then
 * once a minute, not once a request. Thread-safe.
 */
final class OutageLog {
  private static final System.Logger LOG = System.getLogger(OutageLog.class.getName());
  private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** A database that fails and works in turns must not fill the log. */
  private static final int LINES_A_MINUTE = 6;

  private final String what;
  private volatile boolean lasting;
  private boolean told;
  private String cause = "";
  private long toldAt;
  private long minute;
  private int lines;
  private long since;
  private long refused;

  /**
   * Of one kind of work.
   *
   * @param what such as {@code writing}
   */
  OutageLog(String what) {
    this.what = what;
  }

  /**
   * The database failed.
   *
   * @param reason what is wrong and what to do, for the operator
   * @param failed how many were refused
   */
  synchronized StoreUnavailableException began(String reason, Throwable e, int failed) {
    long now = System.nanoTime();
    boolean news = !lasting || !reason.equals(cause) || now - toldAt >= MINUTE_NANOS;
    if (!lasting) {
      since = now;
      lasting = true;
    }
    refused += failed;
    cause = reason;
    if (news && mayTell(now)) {
      String already =
          refused > failed ? " (for " + seconds(now) + ", " + refused + " refused)" : "";
      LOG.log(Level.ERROR, what + " is not possible" + already + ": " + reason, e);
      told = true;
      toldAt = now;
    }
    return new StoreUnavailableException(reason, e);
  }

  private boolean mayTell(long now) {
    if (lines == 0 || now - minute >= MINUTE_NANOS) {
      minute = now;
      lines = 0;
    }
    lines++;
    return lines <= LINES_A_MINUTE;
  }

  /** The database works. Costs nothing where it did before. */
  void over() {
    if (lasting) {
      end();
    }
  }

  private synchronized void end() {
    if (lasting && told) {
      LOG.log(
          Level.INFO,
          what
              + " is possible again, after "
              + seconds(System.nanoTime())
              + ", "
              + refused
              + " refused; it was not, because "
              + cause);
      told = false;
      refused = 0;
    }
    lasting = false;
  }

  /** More wait than the queue holds. */
  synchronized StoreUnavailableException overloaded() {
    String reason = what + ": too many wait for the database";
    if (mayTell(System.nanoTime())) {
      LOG.log(Level.WARNING, reason);
    }
    return new StoreUnavailableException(reason);
  }

  /** One that was not even tried, because others have just failed. */
  synchronized StoreUnavailableException refused() {
    refused++;
    return new StoreUnavailableException(cause);
  }

  private String seconds(long now) {
    return TimeUnit.NANOSECONDS.toSeconds(now - since) + " s";
  }
}
