package dev.restauth.care;

import dev.restauth.operator.Reply;
import dev.restauth.operator.Request;
import java.util.Optional;

/** Refusals of commands that do not apply to one kind of database. */
final class DatabasePrimitives {
  private DatabasePrimitives() {}

  /**
   * Returns the refusal, which names the alternative; empty if the command applies to a SQLite
   * file.
   */
  static Optional<Reply> onSqlite(Request request) {
    return request.operation().equals("after-restore")
        ? Optional.of(
            new Reply.Failed(
                "restauth after-restore is for PostgreSQL; for a SQLite file, restauth restore does"
                    + " everything"))
        : Optional.empty();
  }

  /**
   * Returns the refusal, which names the alternative; empty if the command applies to PostgreSQL.
   */
  static Optional<Reply> onPostgres(Request request) {
    return switch (request.operation()) {
      case "backup" -> onFilesAlone(request, "back up PostgreSQL with pg_dump or pg_basebackup");
      case "restore" ->
          onFilesAlone(
              request,
              "restore PostgreSQL with its own tools, and then run restauth after-restore");
      default -> Optional.empty();
    };
  }

  private static Optional<Reply> onFilesAlone(Request request, String instead) {
    return Optional.of(
        new Reply.Failed(
            "restauth "
                + request.operation()
                + " works on a SQLite file; "
                + instead
                + ": docs/postgresql.md"));
  }
}
