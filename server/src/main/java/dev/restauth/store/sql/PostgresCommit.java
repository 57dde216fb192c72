package dev.restauth.store.sql;

import dev.restauth.store.CommitInDoubtException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Commits on PostgreSQL. Succeeds only if the server guarantees that the commit is durable.
 *
 * @param database the database, which explains failures
 */
public record PostgresCommit(PostgresDatabase database) {

  /**
   * Commits.
   *
   * @throws SQLException if nothing was committed
   * @throws CommitInDoubtException if the answer was lost, or the wait for a standby was canceled.
   *     If the wait was canceled, the server reports success with a warning
   */
  public void end(Connection connection, Deadline deadline) throws SQLException {
    deadline.limit(connection);
    connection.clearWarnings();
    Optional<SQLWarning> warning;
    try {
      connection.commit();
      warning = warning(connection);
    } catch (SQLException e) {
      if (new PostgresFailure(e).rolledBack()) {
        throw e;
      }
      throw doubt(e);
    }
    if (warning.isPresent()) {
      throw doubt(warning.get());
    }
  }

  /** Returns the warning that the driver attached to the connection during the commit. */
  private static Optional<SQLWarning> warning(Connection connection) throws SQLException {
    for (@Nullable SQLWarning each = connection.getWarnings();
        each != null;
        each = each.getNextWarning()) {
      if (!isNotice(each)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  private CommitInDoubtException doubt(SQLException cause) {
    return new CommitInDoubtException("a commit is in doubt: " + database.explain(cause), cause);
  }

  /** Returns whether the message is a notice, not a warning. */
  private static boolean isNotice(SQLWarning warning) {
    return Optional.ofNullable(warning.getSQLState()).orElse("").startsWith("00");
  }
}
