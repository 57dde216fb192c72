package dev.restauth.store.sql;

import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/**
 * What a failure of PostgreSQL means.
 *
 * @param e what the driver or the pool has thrown
 */
record PostgresFailure(SQLException e) {
  /** Two transactions were in each other's way: the one that was undone may begin anew. */
  private static final Set<String> CONFLICTS = Set.of("40001", "40P01");

  /**
   * Beside class 08: ended by an operator, by another's crash, while starting or stopping, or because it was
   * idle in a transaction.
   */
  private static final Set<String> CONNECTION_ENDED =
      Set.of("57P01", "57P02", "57P03", "57P05", "25P03");

  /** What does not end the connection; a server that speaks another language has another word. */
  private static final String ERROR = "ERROR";

  private String state() {
    return Optional.ofNullable(e.getSQLState()).orElse("");
  }

  /** A rule of the schema was broken: the fault is the statement's. */
  boolean violation() {
    return state().startsWith("23");
  }

  /** It can be read only, as a standby. */
  private static final String READ_ONLY = "25006";

  /** The connection is alive, and leads to what is no primary any more. */
  boolean demoted() {
    return state().equals(READ_ONLY);
  }

  /** Nobody knows any more whom the connection leads to, and whether it leads anywhere. */
  private boolean lost() {
    return state().startsWith("08") || CONNECTION_ENDED.contains(state());
  }

  /** No connection could be had in time. */
  boolean unconnected() {
    return e instanceof SQLTransientConnectionException;
  }

  /** The database did not answer in time: what was asked of it may keep it busy still. */
  boolean timedOut() {
    for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SocketTimeoutException || cause instanceof SQLTimeoutException) {
        return true;
      }
    }
    return unconnected();
  }

  /** It was undone because of another transaction, and may be repeated at once. */
  boolean conflict() {
    return CONFLICTS.contains(state());
  }

  /** Before the commit was asked for, it may be repeated on another connection. */
  boolean connectionLost() {
    return (lost() || demoted()) && !timedOut();
  }

  /**
   * Whether the answer to a commit says that nothing was committed. Whatever ends the connection, or the whole
   * server, may do so after the commit was written.
   */
  boolean undone() {
    return e instanceof PSQLException answered
        && Optional.ofNullable(answered.getServerErrorMessage())
            .filter(answer -> violation() || conflict() || ERROR.equals(answer.getSeverity()))
            .isPresent();
  }

  /** What the operator should hear of: behind what the pool says, what the database said to it. */
  SQLException cause() {
    return unconnected() && e.getCause() instanceof SQLException behind ? behind : e;
  }
}
