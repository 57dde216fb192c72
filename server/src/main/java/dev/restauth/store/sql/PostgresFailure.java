package dev.restauth.store.sql;

import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/**
 * Classification of a PostgreSQL failure.
 *
 * @param e the exception of the driver or the pool
 */
record PostgresFailure(SQLException e) {
  /**
   * SQLSTATEs of conflicts between two transactions. The transaction that was rolled back may run
   * again.
   */
  private static final Set<String> CONFLICTS = Set.of("40001", "40P01");

  /**
   * SQLSTATEs of closed connections, in addition to class 08. An operator closed the connection,
   * another process of the database crashed, the server is starting or stopping, or the transaction
   * was idle for too long.
   */
  private static final Set<String> CONNECTION_ENDED =
      Set.of("57P01", "57P02", "57P03", "57P05", "25P03");

  /**
   * The severity of an error that does not close the connection. A server with another language
   * setting uses another word.
   */
  private static final String ERROR = "ERROR";

  private String state() {
    return Optional.ofNullable(e.getSQLState()).orElse("");
  }

  /**
   * Returns whether the statement violated a constraint of the schema, or has a value that the
   * database cannot store. In both cases the statement is at fault, not the database.
   */
  boolean violation() {
    return state().startsWith("22") || state().startsWith("23");
  }

  /** Returns whether a unique value already existed. */
  boolean duplicate() {
    return state().equals("23505");
  }

  /** Returns whether the server refuses the user, the password or the name of the database. */
  boolean refused() {
    return state().startsWith("28") || state().equals("3D000");
  }

  /** The SQLSTATE of a read-only server, such as a standby. */
  private static final String READ_ONLY = "25006";

  /** Returns whether the connection works but leads to a server that is no longer the primary. */
  boolean demoted() {
    return state().equals(READ_ONLY);
  }

  /**
   * Returns whether the connection was closed or never opened. It is then unknown which server
   * would have answered, and whether that server is alive.
   */
  private boolean lost() {
    return state().startsWith("08") || CONNECTION_ENDED.contains(state());
  }

  /** Returns whether no connection was available in time. */
  boolean unconnected() {
    return e instanceof SQLTransientConnectionException;
  }

  /**
   * Returns whether the database did not answer in time. It may still be working on the statement.
   */
  boolean timedOut() {
    return causedBy(SocketTimeoutException.class)
        || causedBy(SQLTimeoutException.class)
        || unconnected();
  }

  /**
   * Returns whether the host name cannot be resolved. The driver's message says only that the
   * attempt failed.
   */
  boolean unknownHost() {
    return causedBy(UnknownHostException.class);
  }

  private boolean causedBy(Class<? extends Exception> type) {
    for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Returns whether the transaction was rolled back because of another transaction, and may be
   * retried immediately.
   */
  boolean conflict() {
    return CONFLICTS.contains(state());
  }

  /**
   * Returns whether the connection failed. If the commit was not yet requested, the transaction may
   * be retried on another connection.
   */
  boolean connectionLost() {
    return (lost() || demoted()) && !timedOut();
  }

  /**
   * Returns whether the failure of a commit proves that nothing was committed. A failure that
   * closes the connection or stops the server does not prove this: it may happen after the commit
   * was written.
   */
  boolean rolledBack() {
    return e instanceof PSQLException answered
        && Optional.ofNullable(answered.getServerErrorMessage())
            .filter(answer -> violation() || conflict() || ERROR.equals(answer.getSeverity()))
            .isPresent();
  }
}
