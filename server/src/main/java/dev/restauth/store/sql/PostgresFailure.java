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
   * States of conflicts between two transactions: the transaction that was rolled back may run
   * again.
   */
  private static final Set<String> CONFLICTS = Set.of("40001", "40P01");

  /**
   * States of ended connections, in addition to class 08: an operator ended it, another process
   * crashed, the server starts or stops, or the connection was idle in a transaction.
   */
  private static final Set<String> CONNECTION_ENDED =
      Set.of("57P01", "57P02", "57P03", "57P05", "25P03");

  /**
   * The severity that does not end the connection. A server with another language uses another
   * word.
   */
  private static final String ERROR = "ERROR";

  private String state() {
    return Optional.ofNullable(e.getSQLState()).orElse("");
  }

  /** Returns whether a constraint of the schema was violated, so that the statement is at fault. */
  boolean violation() {
    return state().startsWith("23");
  }

  /** Returns whether a unique value existed already. */
  boolean duplicate() {
    return state().equals("23505");
  }

  /** The state of a read-only server, such as a standby. */
  private static final String READ_ONLY = "25006";

  /**
   * Returns whether the connection is alive, but leads to a server that is no longer the primary.
   */
  boolean demoted() {
    return state().equals(READ_ONLY);
  }

  /**
   * Returns whether it is unknown to which server the connection leads, and whether that server is
   * alive.
   */
  private boolean lost() {
    return state().startsWith("08") || CONNECTION_ENDED.contains(state());
  }

  /** Returns whether no connection was available in time. */
  boolean unconnected() {
    return e instanceof SQLTransientConnectionException;
  }

  /** Returns whether the database did not answer in time. It may still be busy with the request. */
  boolean timedOut() {
    return causedBy(SocketTimeoutException.class)
        || causedBy(SQLTimeoutException.class)
        || unconnected();
  }

  /**
   * Returns whether the name of the host leads to no address. The driver's message says only that
   * the attempt failed.
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
   * Returns whether the transaction was rolled back because of another one, and may be repeated at
   * once.
   */
  boolean conflict() {
    return CONFLICTS.contains(state());
  }

  /**
   * Returns whether the connection failed. If the commit was not requested yet, the transaction may
   * be repeated on another connection.
   */
  boolean connectionLost() {
    return (lost() || demoted()) && !timedOut();
  }

  /**
   * Returns whether the answer to a commit says that nothing was committed. A failure that ends the
   * connection or the server may also happen after the commit was written.
   */
  boolean rolledBack() {
    return e instanceof PSQLException answered
        && Optional.ofNullable(answered.getServerErrorMessage())
            .filter(answer -> violation() || conflict() || ERROR.equals(answer.getSeverity()))
            .isPresent();
  }

  /**
   * Returns the cause for the operator: the database's exception, if the pool's exception wraps
   * one.
   */
  SQLException cause() {
    return unconnected() && e.getCause() instanceof SQLException behind ? behind : e;
  }
}
