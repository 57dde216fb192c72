package dev.restauth;

import dev.restauth.care.DatabaseMoves;
import dev.restauth.care.MoveOperation;
import dev.restauth.cli.Operating;
import dev.restauth.config.Config;
import dev.restauth.config.ConfigLoader;
import dev.restauth.config.DatabasePlace;
import dev.restauth.control.ControlClient;
import dev.restauth.control.Operations;
import dev.restauth.control.Reply;
import dev.restauth.control.Request;
import dev.restauth.crypto.UnusableMasterKey;
import dev.restauth.job.Progress;
import dev.restauth.log.LogFormat;
import dev.restauth.log.LogLevel;
import dev.restauth.log.Logging;
import dev.restauth.password.BlocklistOperation;
import dev.restauth.runtime.Databases;
import dev.restauth.runtime.FolderLock;
import dev.restauth.runtime.Opened;
import dev.restauth.store.DatabaseLock;
import dev.restauth.store.SharedDatabase;
import dev.restauth.store.StoreRefusedException;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.store.sql.PostgresDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * Has an operator's command done by whoever owns the database: the server, where one holds its lock;
 * else this process, which takes the lock meanwhile. What concerns no database is done here at once.
 */
record OperatorCommands(InstantSource clock) implements Operating {
  /** Makes nothing where there is nothing: an operator who mistypes a folder shall hear of it. */
  private static final Set<String> MAKES_A_DATABASE =
      Set.of("user.create", "dev.fill", "adopt", "restore");

  /** What works on a database that is damaged, or of another version, and must not change it. */
  private static final Set<String> ON_THE_FILE = Set.of("backup", "check", "restore");

  /** What a server with a database has other means for. */
  private static final Set<String> ON_FILES_ALONE = Set.of("backup", "restore");

  /** What works on a database that many share, also where a server would not open it. */
  private static final Set<String> ON_THE_WHOLE = Set.of("check", "after-restore");

  /** What concerns this machine, and neither a server nor a database. */
  private static final Set<String> ON_THE_MACHINE = Set.of("tune-passwords");

  @Override
  public Reply perform(Map<String, String> flags, Request request, Progress progress) {
    if (request.operation().equals(BlocklistOperation.NAME)) {
      Operations operations = new Operations();
      new BlocklistOperation().declare(operations);
      return operations.perform(request, progress);
    }
    if (request.operation().equals(MoveOperation.NAME)) {
      Logging.configure(LogFormat.TEXT, LogLevel.WARNING, System.err);
      return new DatabaseMoves(clock, DatabaseMoves.PATIENCE).perform(request, progress);
    }
    Config config =
        ConfigLoader.load(flags, ConfigLoader.environment(), Path.of("").toAbsolutePath());
    Logging.configure(config.logging().format(), LogLevel.WARNING, System.err);
    return perform(config, request, progress);
  }

  Reply perform(Config config, Request request, Progress progress) {
    try {
      return performed(config, request, progress);
    } catch (StoreRefusedException
        | StoreUnavailableException
        | UnusableMasterKey
        | IllegalArgumentException e) {
      return new Reply.Failed(String.valueOf(e.getMessage()));
    }
  }

  private Reply performed(Config config, Request request, Progress progress) {
    if (ON_THE_MACHINE.contains(request.operation())) {
      return Core.machineOperations(config).perform(request, progress);
    }
    return switch (config.storage().database()) {
      case DatabasePlace.SqliteFile(Path path) -> onFile(config, path, request, progress);
      case DatabasePlace.Postgres place -> onServer(config, place, request, progress);
    };
  }

  /** Whoever runs on the same database hears of what was changed. */
  private Reply onServer(
      Config config, DatabasePlace.Postgres place, Request request, Progress progress) {
    String operation = request.operation();
    if (ON_FILES_ALONE.contains(operation)) {
      return new Reply.Failed(
          "restauth "
              + operation
              + " works on a SQLite file; "
              + (operation.equals("backup")
                  ? "copy a PostgreSQL with pg_dump or pg_basebackup"
                  : "put a PostgreSQL back by its own means, and then run restauth after-restore")
              + ": docs/postgresql.md");
    }
    SharedDatabase database = Databases.whole(place);
    if (ON_THE_WHOLE.contains(operation)) {
      return Core.serverOperations(config, database).perform(request, progress);
    }
    if (!MAKES_A_DATABASE.contains(operation) && database.isUnused()) {
      return new Reply.Failed(
          "there is nothing of REST-auth in the database "
              + place
              + ": choose another with --database, or start a server, which makes what is missing");
    }
    try (Opened opened = new Opened()) {
      return Core.open(config, clock, opened, PostgresDatabase.COMMANDS)
          .operations()
          .perform(request, progress);
    }
  }

  private Reply onFile(Config config, Path database, Request request, Progress progress) {
    if (request.operation().equals("after-restore")) {
      return new Reply.Failed(
          "restauth after-restore is for PostgreSQL; of a SQLite file restauth restore does it all");
    }
    if (isMissing(database) && !MAKES_A_DATABASE.contains(request.operation())) {
      return new Reply.Failed(
          "there is no database "
              + database
              + ", or you may not see it: choose its folder with --data, and run the command as the"
              + " user that runs the server");
    }
    for (int attempt = 0; attempt < FolderLock.ATTEMPTS; attempt++) {
      Optional<Reply> reply = attempt(config, database, request, progress);
      if (reply.isPresent()) {
        return reply.get();
      }
      LockSupport.parkNanos(FolderLock.PAUSE_NANOS);
    }
    return new Reply.Failed(
        "another process is using " + database + " and does not answer: try again later");
  }

  private static boolean isMissing(Path database) {
    try {
      return !Files.exists(database) || Files.size(database) == 0;
    } catch (IOException e) {
      return true;
    }
  }

  /** Empty where somebody has the lock and does not answer. */
  private Optional<Reply> attempt(
      Config config, Path database, Request request, Progress progress) {
    Path socket = FolderLock.controlSocket(config);
    Optional<DatabaseLock> free = DatabaseLock.find(config.storage().data(), database);
    if (free.isPresent()) {
      try (DatabaseLock _ = free.get()) {
        return Optional.of(
            ControlClient.answers(socket)
                ? new Reply.Failed(
                    "the server of the folder "
                        + config.storage().data()
                        + " uses another database: give the command the same --database")
                : alone(config, database, request, progress));
      }
    }
    if (request.operation().equals("restore")) {
      return ControlClient.answers(socket)
          ? Optional.of(new Reply.Failed("a server is using the database: stop it first"))
          : Optional.empty();
    }
    return ControlClient.ask(socket, request, progress);
  }

  /** With the lock, and without a server. */
  private Reply alone(Config config, Path database, Request request, Progress progress) {
    if (ON_THE_FILE.contains(request.operation())) {
      return Core.fileOperations(config, database, clock).perform(request, progress);
    }
    try (Opened opened = new Opened()) {
      return Core.open(config, clock, opened).operations().perform(request, progress);
    }
  }
}
