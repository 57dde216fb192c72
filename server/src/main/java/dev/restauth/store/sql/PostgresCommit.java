package dev.restauth.store.sql;

import dev.restauth.store.CommitInDoubtException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Commits on PostgreSQL, and says so only where the server vouches for it.
 *
 * @param database whose failures are explained
 */
public record PostgresCommit(PostgresDatabase database) {

  /**
   * Commits.
   *
   * @throws SQLException where nothing was committed
   * @throws CommitInDoubtException where the answer was lost, or the wait for a standby was cancelled: then
   *     the server says that all is well, and adds a warning
   */
  public void end(Connection connection, Deadline deadline) throws SQLException {
    deadline.limit(connection);
    connection.clearWarnings();
    Optional<SQLWarning> warning;
    try {
      connection.commit();
      warning = warning(connection);
    } catch (SQLException e) {
      if (new PostgresFailure(e).undone()) {
        throw e;
      }
      throw doubt(e);
    }
    if (warning.isPresent()) {
      throw doubt(warning.get());
    }
  }

  /** The driver adds those of a commit to the connection. */
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

  /** What a server says that has nothing to warn of. */
  private static boolean isNotice(SQLWarning warning) {
    return Optional.ofNullable(warning.getSQLState()).orElse("").startsWith("00");
  }
}
