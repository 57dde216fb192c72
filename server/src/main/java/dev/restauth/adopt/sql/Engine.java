package dev.restauth.adopt.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Read-only access to a kind of database. Thread-safe. */
interface Engine {
  /** The time for which an attempt is repeated after transient errors. */
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
   * A connection in auto-commit mode.
   *
   * @param doubtful returns whether the data that was read on this connection must be read again on
   *     another connection
   */
  record Access(Connection connection, BooleanSupplier doubtful) implements AutoCloseable {

    /** Closes the connection and ignores errors. */
    @Override
    public void close() {
      try {
        connection.close();
      } catch (SQLException | RuntimeException e) {
        // Nothing can be lost: this program writes nothing.
      }
    }
  }

  /**
   * Opens a new connection.
   *
   * @throws UnreadableDatabase if it is already clear before connecting that the database cannot be
   *     read
   */
  Access connect(Purpose purpose) throws SQLException;

  /** Returns whether connections are reused for several look-ups. */
  boolean reusesConnections();

  /**
   * Begins a snapshot: all later reads on the connection see the same data.
   *
   * @return the table expression to select from instead of the query
   */
  String beginSnapshot(Connection connection, UserQuery query) throws SQLException;

  /** Makes the driver cancel a look-up when its caller stops waiting. */
  default void limitDuration(Statement statement) throws SQLException {}

  /** Returns whether an error is transient, so that a retry may succeed. */
  default boolean isTransient(SQLException e) {
    return false;
  }

  /** A query that opens its own connection. */
  interface Attempt<T> {
    T run() throws SQLException;
  }

  /**
   * Runs the attempt. If it fails with a transient error, repeats it for at most {@link
   * #RETRY_NANOS}.
   */
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

  /** Describes the problem and its remedy in one line for the operator, without secrets. */
  String explain(SQLException e);

  /** Returns the path or the URL of the database, without secrets. */
  String place();
}
