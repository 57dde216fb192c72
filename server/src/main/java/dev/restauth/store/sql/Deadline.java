package dev.restauth.store.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Deadline of a call, even if its database does not answer. Immutable. */
public final class Deadline {
  /** The least time for the rollback of a transaction that is given up. */
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

  /** The start of the call, as in {@link System#nanoTime}. */
  long begunAt() {
    return begunAt;
  }

  /** The remaining time in milliseconds; may be negative. */
  long leftMillis() {
    return TimeUnit.NANOSECONDS.toMillis(timeoutNanos - (System.nanoTime() - begunAt));
  }

  /**
   * Limits the wait for the answer to the next statement. The socket's time-out ends the wait; no
   * statement is cancelled: if a commit waits for a standby and is cancelled, the answer is the
   * same as if it had succeeded.
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

  /** Limits the wait for a rollback, which must always be tried. */
  void limitRollback(Connection connection) throws SQLException {
    long left = Math.max(AT_LEAST_MILLIS, leftMillis());
    connection.setNetworkTimeout(Runnable::run, Math.toIntExact(left));
  }
}
