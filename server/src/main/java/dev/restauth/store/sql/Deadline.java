package dev.restauth.store.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Deadline of a call, which applies even if the database does not answer. Immutable. */
public final class Deadline {
  /** The minimum time allowed for the rollback of an abandoned transaction. */
  private static final int AT_LEAST_MILLIS = 100;

  private final long begunAt = System.nanoTime();
  private final long timeoutNanos;

  private Deadline(long timeoutNanos) {
    this.timeoutNanos = timeoutNanos;
  }

  /** Returns the deadline of a call that begins now. */
  public static Deadline in(Duration timeout) {
    return new Deadline(timeout.toNanos());
  }

  /** The time at which the call began, as returned by {@link System#nanoTime}. */
  long begunAt() {
    return begunAt;
  }

  /** The remaining time in milliseconds; may be negative. */
  long leftMillis() {
    return TimeUnit.NANOSECONDS.toMillis(timeoutNanos - (System.nanoTime() - begunAt));
  }

  /**
   * Limits the wait for the answer to the next statement, through the time-out of the socket. The
   * statement is not canceled, because the server answers a canceled wait for a standby as if the
   * commit had succeeded.
   *
   * @throws SQLTimeoutException if no time is left
   */
  void limit(Connection connection) throws SQLException {
    long left = leftMillis();
    if (left <= 0) {
      throw new SQLTimeoutException("the database took too long");
    }
    connection.setNetworkTimeout(Runnable::run, Math.toIntExact(left));
  }

  /**
   * Limits the wait for a rollback. A rollback must always be attempted, even after the deadline.
   */
  void limitRollback(Connection connection) throws SQLException {
    long left = Math.max(AT_LEAST_MILLIS, leftMillis());
    connection.setNetworkTimeout(Runnable::run, Math.toIntExact(left));
  }
}
