package dev.restauth.care;

import dev.restauth.control.Reply;
import dev.restauth.control.Request;
import java.util.Optional;

/** Acts that one kind of database leaves to others, and which. */
final class DatabasePrimitives {
  private DatabasePrimitives() {}

  /** Says what to do instead; empty if the act is for a SQLite file too. */
  static Optional<Reply> onSqlite(Request request) {
    return request.operation().equals("after-restore")
        ? Optional.of(
            new Reply.Failed(
                "restauth after-restore is for PostgreSQL; of a SQLite file restauth restore does"
                    + " it all"))
        : Optional.empty();
  }

  /** Says what to do instead; empty if the act is for PostgreSQL too. */
  static Optional<Reply> onPostgres(Request request) {
    return switch (request.operation()) {
      case "backup" -> onFilesAlone(request, "copy a PostgreSQL with pg_dump or pg_basebackup");
      case "restore" ->
          onFilesAlone(
              request,
              "put a PostgreSQL back by its own means, and then run restauth after-restore");
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
