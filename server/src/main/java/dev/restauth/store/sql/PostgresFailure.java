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
  /** Two transactions conflicted: the transaction that was rolled back may run again. */
  private static final Set<String> CONFLICTS = Set.of("40001", "40P01");

  /**
   * States beside class 08: ended by an operator, by another process's crash, while the server
   * starts or stops, or because the connection was idle in a transaction.
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

  /** A constraint of the schema was violated: the statement is at fault. */
  boolean violation() {
    return state().startsWith("23");
  }

  /** A unique value was there already. */
  boolean duplicate() {
    return state().equals("23505");
  }

  /** The server is read-only, as a standby is. */
  private static final String READ_ONLY = "25006";

  /** The connection is alive, but leads to a server that is no primary any more. */
  boolean demoted() {
    return state().equals(READ_ONLY);
  }

  /** It is unknown to which server the connection leads, and whether that server is alive. */
  private boolean lost() {
    return state().startsWith("08") || CONNECTION_ENDED.contains(state());
  }

  /** No connection was available in time. */
  boolean unconnected() {
    return e instanceof SQLTransientConnectionException;
  }

  /** The database did not answer in time: it may still be busy with the request. */
  boolean timedOut() {
    return causedBy(SocketTimeoutException.class)
        || causedBy(SQLTimeoutException.class)
        || unconnected();
  }

  /** The name of the host leads to no address. The driver says only that the attempt failed. */
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

  /** The transaction was rolled back because of another one, and may be repeated at once. */
  boolean conflict() {
    return CONFLICTS.contains(state());
  }

  /**
   * The connection failed. If the commit was not requested yet, the transaction may be repeated on
   * another connection.
   */
  boolean connectionLost() {
    return (lost() || demoted()) && !timedOut();
  }

  /**
   * Whether the answer to a commit says that nothing was committed. A failure that ends the
   * connection or the server may also happen after the commit was written.
   */
  boolean rolledBack() {
    return e instanceof PSQLException answered
        && Optional.ofNullable(answered.getServerErrorMessage())
            .filter(answer -> violation() || conflict() || ERROR.equals(answer.getSeverity()))
            .isPresent();
  }

  /** The cause for the operator: the database's exception behind the pool's, if there is one. */
  SQLException cause() {
    return unconnected() && e.getCause() instanceof SQLException behind ? behind : e;
  }
}
