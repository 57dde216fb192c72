package dev.restauth.care;

import dev.restauth.account.AccountErasure;
import dev.restauth.cli.DatabaseAccess;
import dev.restauth.cli.OperationRunner;
import dev.restauth.config.Catalog;
import dev.restauth.config.Config;
import dev.restauth.config.ConfigLoader;
import dev.restauth.crypto.UnusableMasterKey;
import dev.restauth.database.DatabasePlace;
import dev.restauth.database.DatabaseSettings;
import dev.restauth.database.Databases;
import dev.restauth.feature.Declaration;
import dev.restauth.job.Progress;
import dev.restauth.log.LogFormat;
import dev.restauth.log.LogLevel;
import dev.restauth.log.Logging;
import dev.restauth.operator.ControlClient;
import dev.restauth.operator.HttpAnswer;
import dev.restauth.operator.Operations;
import dev.restauth.operator.Operator;
import dev.restauth.operator.Reply;
import dev.restauth.operator.Request;
import dev.restauth.runtime.Closeables;
import dev.restauth.runtime.FolderLock;
import dev.restauth.runtime.LogSettings;
import dev.restauth.store.DatabaseLock;
import dev.restauth.store.SchemaDefinition;
import dev.restauth.store.SharedDatabase;
import dev.restauth.store.Snapshots;
import dev.restauth.store.Store;
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
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Runs operators' commands in the process that has the database open. If a server has the lock on a
 * SQLite database, the command runs in the server. Otherwise it runs in this process, which has the
 * lock until the command has finished. Commands on a PostgreSQL database, and commands that need no
 * database, run in this process without a lock. Questions about the server itself always go to the
 * server.
 *
 * @param settings all settings
 * @param declarations the declarations of all features
 * @param design the schema with the tables of all features
 * @param opening opens the database for a command that runs in this process
 * @param erasing creates the eraser of accounts in a restored database
 * @param decoding creates a decoder for a server's answer
 * @param listener records operations that ran without opening the database
 */
public record OperatorCommands(
    Catalog settings,
    List<Declaration> declarations,
    Supplier<SchemaDefinition> design,
    Opening opening,
    Erasing erasing,
    Supplier<HttpAnswer> decoding,
    Supplier<Operations.Listener> listener,
    InstantSource clock)
    implements OperationRunner {

  /** Opens a database. */
  public interface Opening {
    /**
     * Returns the operations. They can be used until {@code closeables} is closed.
     *
     * @param mayCreate whether to create the tables if there are none
     * @return empty if the database has no tables, and they must not be created
     */
    Optional<Operations> open(Config config, boolean mayCreate, Closeables closeables);
  }

  /** Creates erasers of accounts. */
  public interface Erasing {
    /**
     * Returns an eraser for the accounts in {@code store}. It can be used until {@code closeables}
     * is closed.
     */
    AccountErasure erasure(Config config, Store store, Closeables closeables);
  }

  @Override
  public Reply perform(
      Map<String, String> flags, DatabaseAccess access, Request request, Progress progress) {
    Logging.configure(LogFormat.TEXT, LogLevel.WARNING, LogLevel.INFO, System.err);
    Supplier<Config> config =
        access == DatabaseAccess.SERVER
            ? () -> ofRunningServer(flags).orElseGet(() -> configured(flags))
            : () -> configured(flags);
    return perform(config, access, request, progress);
  }

  /**
   * Returns the settings; empty if no server runs in the data folder that they name. Some settings
   * may be invalid. This does no harm here, because the server does the work.
   */
  private Optional<Config> ofRunningServer(Map<String, String> flags) {
    return ConfigLoader.loadDespiteProblems(
            settings,
            flags,
            ConfigLoader.environment(),
            Path.of("").toAbsolutePath(),
            DatabaseSettings.DATA)
        .filter(config -> ControlClient.answers(FolderLock.controlSocket(config)));
  }

  /**
   * Reads the settings, and configures logging accordingly. Only warnings and security events are
   * logged.
   */
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

  /** Performs a request. The settings are read only if they are needed. */
  public Reply perform(
      Supplier<Config> config, DatabaseAccess access, Request asked, Progress progress) {
    Request request = asked.by(Optional.of(Operator.ofThisProcess()));
    try {
      return access == DatabaseAccess.WITHOUT_DATABASE
          ? withoutDatabase(config).perform(request, progress)
          : performOnDatabase(config.get(), access, request, progress);
    } catch (StoreRefusedException
        | StoreUnavailableException
        | UnusableMasterKey
        | IllegalArgumentException e) {
      return new Reply.Failed(String.valueOf(e.getMessage()));
    }
  }

  private Operations withoutDatabase(Supplier<Config> config) {
    Operations operations = withoutStore();
    declarations.forEach(each -> each.withoutDatabase(operations, design.get(), config));
    return operations;
  }

  /** Returns operations that need no open database. */
  private Operations withoutStore() {
    return new Operations(listener.get());
  }

  private Reply performOpened(
      Config config, DatabaseAccess access, Request request, Progress progress) {
    try (Closeables closeables = new Closeables()) {
      return opening
          .open(config, mayCreate(access), closeables)
          .map(operations -> operations.perform(request, progress))
          .orElseGet(
              () ->
                  new Reply.Failed(
                      "the database "
                          + DatabasePlace.of(config)
                          + " has no REST-auth data: choose another with --database, or start a"
                          + " server, which creates the tables"));
    }
  }

  private Reply performOnDatabase(
      Config config, DatabaseAccess access, Request request, Progress progress) {
    if (access == DatabaseAccess.SERVER) {
      return askServer(config, request, progress);
    }
    return switch (DatabasePlace.of(config)) {
      case DatabasePlace.SqliteFile(Path path) ->
          DatabasePrimitives.onSqlite(request)
              .orElseGet(() -> onFile(config, path, access, request, progress));
      case DatabasePlace.Postgres place ->
          DatabasePrimitives.onPostgres(request)
              .orElseGet(() -> onServer(config, place, access, request, progress));
    };
  }

  private Reply askServer(Config config, Request request, Progress progress) {
    return ControlClient.ask(FolderLock.controlSocket(config), request, progress, decoding)
        .orElseGet(
            () ->
                new Reply.Failed(
                    "no server is running in the folder "
                        + config.get(DatabaseSettings.DATA)
                        + (DatabaseSettings.isShared(config)
                            ? ", or it started before there was this folder: a server on PostgreSQL takes"
                                + " commands only if the folder of --data exists"
                            : ": choose another with --data")));
  }

  private static boolean needsOpening(DatabaseAccess access) {
    return access == DatabaseAccess.OPENED || access == DatabaseAccess.OPENED_OR_MADE;
  }

  /**
   * Returns whether a missing database may be created. Most commands do not create a database, so
   * that an operator who mistypes a folder sees an error.
   */
  private static boolean mayCreate(DatabaseAccess access) {
    return access == DatabaseAccess.OPENED_OR_MADE || access == DatabaseAccess.REPLACED;
  }

  /**
   * Performs a request on a PostgreSQL database. The servers that use it are notified of changes.
   */
  private Reply onServer(
      Config config,
      DatabasePlace.Postgres place,
      DatabaseAccess access,
      Request request,
      Progress progress) {
    if (!needsOpening(access)) {
      SharedDatabase database = Databases.whole(place, design.get());
      return DatabaseMaintenance.shared(
              withoutStore(),
              MasterKeys.of(config),
              database,
              Declaration.sealed(declarations),
              notes(config),
              (store, closeables) -> erasing.erasure(config, store, closeables))
          .perform(request, progress);
    }
    return performOpened(config, access, request, progress);
  }

  private Function<Snapshots, List<String>> notes(Config config) {
    return whole -> Declaration.notes(declarations, config, whole);
  }

  private Reply onFile(
      Config config, Path database, DatabaseAccess access, Request request, Progress progress) {
    if (isMissing(database) && !mayCreate(access)) {
      return new Reply.Failed(
          "there is no database "
              + database
              + ", or you may not read it: choose its folder with --data, and run the command as the"
              + " user that runs the server");
    }
    for (int attempt = 0; attempt < FolderLock.ATTEMPTS; attempt++) {
      Optional<Reply> reply = attempt(config, database, access, request, progress);
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

  /**
   * Makes one attempt to perform a request. Returns empty if another process has the lock but does
   * not answer.
   */
  private Optional<Reply> attempt(
      Config config, Path database, DatabaseAccess access, Request request, Progress progress) {
    Path socket = FolderLock.controlSocket(config);
    boolean folderIsNew = Files.notExists(config.get(DatabaseSettings.DATA));
    Optional<DatabaseLock> lock =
        DatabaseLock.tryAcquire(config.get(DatabaseSettings.DATA), database);
    if (lock.isPresent()) {
      try (DatabaseLock _ = lock.get()) {
        return Optional.of(
            ControlClient.answers(socket)
                ? new Reply.Failed(
                    "the server with the data folder "
                        + config.get(DatabaseSettings.DATA)
                        + " uses another database: give the command the server's --database")
                : performAlone(config, database, access, request, progress));
      } finally {
        if (folderIsNew) {
          lock.get().removeEmptyFolder();
        }
      }
    }
    if (access == DatabaseAccess.REPLACED) {
      return ControlClient.answers(socket)
          ? Optional.of(new Reply.Failed("a server is using the database: stop it first"))
          : Optional.empty();
    }
    return ControlClient.ask(socket, request, progress, decoding);
  }

  /** Performs a request while this process has the lock and no server is running. */
  private Reply performAlone(
      Config config, Path database, DatabaseAccess access, Request request, Progress progress) {
    return needsOpening(access)
        ? performOpened(config, access, request, progress)
        : DatabaseMaintenance.alone(
                withoutStore(),
                MasterKeys.of(config),
                Databases.file(database, design.get(), clock),
                Declaration.sealed(declarations),
                notes(config),
                (store, closeables) -> erasing.erasure(config, store, closeables))
            .perform(request, progress);
  }
}
