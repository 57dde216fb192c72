package dev.restauth.care;

import dev.restauth.config.ConfigException;
import dev.restauth.database.DatabasePlace;
import dev.restauth.database.DatabaseUrl;
import dev.restauth.database.Databases;
import dev.restauth.job.Progress;
import dev.restauth.operator.Reply;
import dev.restauth.operator.Request;
import dev.restauth.store.SchemaDefinition;
import dev.restauth.store.StoreRefusedException;
import dev.restauth.store.care.SqlDatabaseMove;
import dev.restauth.store.sql.PostgresDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;

/**
 * Moves all data from one database to another. The command names both, and neither has to be the
 * configured database. No master key is needed, because encrypted values are moved unchanged.
 *
 * @param design the schema of both databases
 * @param timeout the longest time to wait until other processes release either database
 */
record DatabaseMoves(SchemaDefinition design, InstantSource clock, Duration timeout) {
  /**
   * The time to wait until other processes release a database. It is enough for a command that is
   * still running, a server that is stopping, and the connections of a move that was killed.
   */
  static final Duration TIMEOUT = Duration.ofSeconds(5);

  /**
   * Performs the move, without a server and without settings.
   *
   * @throws ConfigException if a URL or a file is wrong
   */
  Reply perform(Request request, Progress progress) {
    SqlDatabaseMove move =
        new SqlDatabaseMove(
            Databases.at(place(request, "from"), design, clock, PostgresDatabase.COMMAND_TIMEOUT),
            Databases.at(place(request, "to"), design, clock, PostgresDatabase.COMMAND_TIMEOUT),
            timeout);
    try {
      return new MoveOperation(move).perform(request, progress);
    } catch (StoreRefusedException e) {
      return new Reply.Failed(String.valueOf(e.getMessage()));
    }
  }

  private static DatabasePlace place(Request request, String side) {
    Optional<Path> passwordFile = request.findPath(side + "_password_file");
    return new DatabaseUrl(request.argument(side), request.find(side + "_user"), passwordFile)
        .place(side.toUpperCase(Locale.ROOT), Path.of("").toAbsolutePath());
  }
}
