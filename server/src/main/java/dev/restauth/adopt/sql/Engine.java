package dev.restauth.adopt.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A kind of database and how to reach it without changing anything. Thread-safe. */
interface Engine {
  /** What lasts longer than half a second is no moment. */
  long PASSING_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** What is done with a connection. */
  enum Purpose {
    /** Reading all users at one moment, which may take hours. */
    ALL,
    /** Looking up one user. */
    ONE
  }

  /**
   * A connection, in auto-commit mode.
   *
   * @param doubtful whether what was read on it until now has to be read again on another
   */
  record Access(Connection connection, BooleanSupplier doubtful) implements AutoCloseable {

    /** Whoever is done with it goes on, also where it fails at its end. */
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
   * Connects anew.
   *
   * @throws UnreadableDatabase where it is known without asking the database that it cannot be read
   */
  Access connect(Purpose purpose) throws SQLException;

  /** Whether a connection serves for one look-up after the other. */
  boolean isKept();

  /**
   * Makes what follows on a connection see one moment.
   *
   * @return what to select from in place of the query
   */
  String freeze(Connection connection, UserQuery query) throws SQLException;

  /** Has the driver end a look-up that takes longer than anybody waits for it. */
  default void limit(Statement statement) throws SQLException {}

  /** Whether something failed only because it was asked at a bad moment. */
  default boolean isPassing(SQLException e) {
    return false;
  }

  /** Something that is asked on a connection of its own. */
  interface Attempt<T> {
    T make() throws SQLException;
  }

  /** Makes an attempt, and others for a while if it was made at a bad moment. */
  default <T> T atAGoodMoment(Attempt<T> attempt) throws SQLException {
    long begun = System.nanoTime();
    while (true) {
      try {
        return attempt.make();
      } catch (SQLException e) {
        if (!isPassing(e) || System.nanoTime() - begun > PASSING_NANOS) {
          throw e;
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  /** What is wrong and what to do: one line for the operator, with no secret in it. */
  String explain(SQLException e);

  /** Where the database lies, with no secret in it. */
  String place();
}
