package dev.restauth.care;

import dev.restauth.cli.DatabaseAccess;
import dev.restauth.cli.OperationRunner;
import dev.restauth.config.Catalog;
import dev.restauth.config.Config;
import dev.restauth.config.ConfigLoader;
import dev.restauth.control.ControlClient;
import dev.restauth.control.Operations;
import dev.restauth.control.Operator;
import dev.restauth.control.Reply;
import dev.restauth.control.Request;
import dev.restauth.crypto.UnusableMasterKey;
import dev.restauth.database.DatabasePlace;
import dev.restauth.database.DatabaseSettings;
import dev.restauth.database.Databases;
import dev.restauth.feature.Declaration;
import dev.restauth.job.Progress;
import dev.restauth.log.LogFormat;
import dev.restauth.log.LogLevel;
import dev.restauth.log.Logging;
import dev.restauth.runtime.Closeables;
import dev.restauth.runtime.FolderLock;
import dev.restauth.runtime.LogSettings;
import dev.restauth.store.DatabaseLock;
import dev.restauth.store.SchemaDefinition;
import dev.restauth.store.SharedDatabase;
import dev.restauth.store.StoreRefusedException;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.vault.MasterKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Has an operator's command done by whoever owns the database: the server, where one holds its lock;
 * else this process, which takes the lock meanwhile. What concerns no database is done here at once.
 *
 * @param settings all that there are
 * @param declarations of all features
 * @param design the schema with all of them
 * @param opening opens the database where no server has it open
 * @param listener hears what was done without opening it
 */
public record OperatorCommands(
    Catalog settings,
    List<Declaration> declarations,
    Supplier<SchemaDefinition> design,
    Opening opening,
    Supplier<Operations.Listener> listener,
    InstantSource clock)
    implements OperationRunner {

  /** Opens a database. */
  public interface Opening {
    /** Returns what can be done on it until {@code closeables} is closed. */
    Operations open(Config config, Closeables closeables);
  }

  @Override
  public Reply perform(
      Map<String, String> flags, DatabaseAccess reach, Request request, Progress progress) {
    Logging.configure(LogFormat.TEXT, LogLevel.WARNING, LogLevel.INFO, System.err);
    return perform(() -> configured(flags), reach, request, progress);
  }

  /** Logs as the settings say from then on; what is no warning and no security event stays unsaid. */
  private Config configured(Map<String, String> flags) {
    Config config =
        ConfigLoader.load(
            settings, flags, ConfigLoader.environment(), Path.of("").toAbsolutePath());
    Logging.configure(
        config.get(LogSettings.FORMAT),
        LogLevel.WARNING,
        config.get(LogSettings.LEVEL),
        System.err);
    return config;
  }

  /** With settings that are read only if they are needed. */
  public Reply perform(
      Supplier<Config> config, DatabaseAccess reach, Request asked, Progress progress) {
    Request request = asked.by(Optional.of(Operator.ofThisProcess()));
    try {
      return reach == DatabaseAccess.WITHOUT_DATABASE
          ? withoutDatabase(config).perform(request, progress)
          : performed(config.get(), reach, request, progress);
    } catch (StoreRefusedException
        | StoreUnavailableException
        | UnusableMasterKey
        | IllegalArgumentException e) {
      return new Reply.Failed(String.valueOf(e.getMessage()));
    }
  }

  private Operations withoutDatabase(Supplier<Config> config) {
    Operations operations = heard();
    declarations.forEach(each -> each.withoutDatabase(operations, design.get(), config));
    return operations;
  }

  /** Without an open database. */
  private Operations heard() {
    return new Operations(listener.get());
  }

  private Reply opened(Config config, Request request, Progress progress) {
    try (Closeables closeables = new Closeables()) {
      return opening.open(config, closeables).perform(request, progress);
    }
  }

  private Reply performed(Config config, DatabaseAccess reach, Request request, Progress progress) {
    return switch (DatabasePlace.of(config)) {
      case DatabasePlace.SqliteFile(Path path) ->
          DatabasePrimitives.onSqlite(request)
              .orElseGet(() -> onFile(config, path, reach, request, progress));
      case DatabasePlace.Postgres place ->
          DatabasePrimitives.onPostgres(request)
              .orElseGet(() -> onServer(config, place, reach, request, progress));
    };
  }

  private static boolean opens(DatabaseAccess reach) {
    return reach == DatabaseAccess.OPENED || reach == DatabaseAccess.OPENED_OR_MADE;
  }

  /** Makes nothing where there is nothing: an operator who mistypes a folder shall hear of it. */
  private static boolean makesOne(DatabaseAccess reach) {
    return reach == DatabaseAccess.OPENED_OR_MADE || reach == DatabaseAccess.REPLACED;
  }

  /** Whoever runs on the same database hears of what was changed. */
  private Reply onServer(
      Config config,
      DatabasePlace.Postgres place,
      DatabaseAccess reach,
      Request request,
      Progress progress) {
    SharedDatabase database = Databases.whole(place, design.get());
    if (!opens(reach)) {
      return DatabaseMaintenance.shared(
              heard(), MasterKeys.of(config), database, Declaration.sealed(declarations))
          .perform(request, progress);
    }
    if (!makesOne(reach) && database.isUnused()) {
      return new Reply.Failed(
          "there is nothing of REST-auth in the database "
              + place
              + ": choose another with --database, or start a server, which makes what is missing");
    }
    return opened(config, request, progress);
  }

  private Reply onFile(
      Config config, Path database, DatabaseAccess reach, Request request, Progress progress) {
    if (isMissing(database) && !makesOne(reach)) {
      return new Reply.Failed(
          "there is no database "
              + database
              + ", or you may not see it: choose its folder with --data, and run the command as the"
              + " user that runs the server");
    }
    for (int attempt = 0; attempt < FolderLock.ATTEMPTS; attempt++) {
      Optional<Reply> reply = attempt(config, database, reach, request, progress);
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
      Config config, Path database, DatabaseAccess reach, Request request, Progress progress) {
    Path socket = FolderLock.controlSocket(config);
    boolean folderIsNew = Files.notExists(config.get(DatabaseSettings.DATA));
    Optional<DatabaseLock> free = DatabaseLock.find(config.get(DatabaseSettings.DATA), database);
    if (free.isPresent()) {
      try (DatabaseLock _ = free.get()) {
        return Optional.of(
            ControlClient.answers(socket)
                ? new Reply.Failed(
                    "the server of the folder "
                        + config.get(DatabaseSettings.DATA)
                        + " uses another database: give the command the same --database")
                : alone(config, database, reach, request, progress));
      } finally {
        if (folderIsNew) {
          free.get().removeEmptyFolder();
        }
      }
    }
    if (reach == DatabaseAccess.REPLACED) {
      return ControlClient.answers(socket)
          ? Optional.of(new Reply.Failed("a server is using the database: stop it first"))
          : Optional.empty();
    }
    return ControlClient.ask(socket, request, progress);
  }

  /** With the lock, and without a server. */
  private Reply alone(
      Config config, Path database, DatabaseAccess reach, Request request, Progress progress) {
    return opens(reach)
        ? opened(config, request, progress)
        : DatabaseMaintenance.alone(
                heard(),
                MasterKeys.of(config),
                Databases.file(database, design.get(), clock),
                Declaration.sealed(declarations))
            .perform(request, progress);
  }
}
