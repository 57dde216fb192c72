package dev.restauth.store.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** When a call has to end, whatever its database does. Immutable. */
public final class Deadline {
  /** What ends a transaction that is given up must get its chance. */
  private static final int AT_LEAST_MILLIS = 100;

  private final long begunAt = System.nanoTime();
  private final long patienceNanos;

  private Deadline(long patienceNanos) {
    this.patienceNanos = patienceNanos;
  }

  /** From now on. */
  public static Deadline in(Duration patience) {
    return new Deadline(patience.toNanos());
  }

  /** By {@link System#nanoTime}. */
  long begunAt() {
    return begunAt;
  }

  /** May be negative. */
  long leftMillis() {
    return TimeUnit.NANOSECONDS.toMillis(patienceNanos - (System.nanoTime() - begunAt));
  }

  /**
   * Lets the next statement wait for its answer so long and no longer. The socket's timeout ends the wait, not
   * a cancelled statement: where a commit waits for a standby, a cancelled one is answered as if all were well.
   *
   * @throws SQLTimeoutException where no time is left
   */
  void limit(Connection connection) throws SQLException {
    long left = leftMillis();
    if (left <= 0) {
      throw new SQLTimeoutException("the database took too long");
    }
    connection.setNetworkTimeout(Runnable::run, Math.toIntExact(left));
  }

  /** The same for what has to be tried in any case. */
  void limitEnd(Connection connection) throws SQLException {
    long left = Math.max(AT_LEAST_MILLIS, leftMillis());
    connection.setNetworkTimeout(Runnable::run, Math.toIntExact(left));
  }
}
