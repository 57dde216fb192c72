package dev.restauth.adopt.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Read-only access to a kind of database. Thread-safe. */
interface Engine {
  /** Transient errors are retried for half a second. */
  long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** The use of a connection. */
  enum Purpose {
    /** Reading all users from one snapshot, which may take hours. */
    ALL,
    /** Looking up one user. */
    ONE
  }

  /**
   * A connection, in auto-commit mode.
   *
   * @param doubtful returns whether the data read on it so far must be read again on another one
   */
  record Access(Connection connection, BooleanSupplier doubtful) implements AutoCloseable {

    /** Closes the connection and ignores errors. */
    @Override
    public void close() {
      try {
        connection.close();
      } catch (SQLException | RuntimeException e) {
        // Nothing was written that could be lost.
      }
    }
  }

  /**
   * Opens a new connection.
   *
   * @throws UnreadableDatabase if the database obviously cannot be read, even before connecting
   */
  Access connect(Purpose purpose) throws SQLException;

  /** Returns whether a connection is reused for several look-ups. */
  boolean reusesConnections();

  /**
   * Begins a snapshot: all later reads on the connection see the same data.
   *
   * @return the table to select from, instead of the query
   */
  String beginSnapshot(Connection connection, UserQuery query) throws SQLException;

  /** Makes the driver cancel a look-up that takes longer than its caller waits. */
  default void limitDuration(Statement statement) throws SQLException {}

  /** Returns whether an error is transient, so that a retry may succeed. */
  default boolean isTransient(SQLException e) {
    return false;
  }

  /** A query with a connection of its own. */
  interface Attempt<T> {
    T run() throws SQLException;
  }

  /** Runs the attempt; retries for a while if it fails with a transient error. */
  default <T> T retryTransient(Attempt<T> attempt) throws SQLException {
    long begun = System.nanoTime();
    while (true) {
      try {
        return attempt.run();
      } catch (SQLException e) {
        if (!isTransient(e) || System.nanoTime() - begun > RETRY_NANOS) {
          throw e;
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  /** Returns the problem and its remedy: one line for the operator, with no secret in it. */
  String explain(SQLException e);

  /** Returns the path or the URL of the database, with no secret in it. */
  String place();
}
