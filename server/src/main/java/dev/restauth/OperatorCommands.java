package dev.restauth;

import dev.restauth.admin.DatabaseOperations;
import dev.restauth.cli.Operating;
import dev.restauth.config.Config;
import dev.restauth.config.ConfigLoader;
import dev.restauth.control.ControlClient;
import dev.restauth.control.Facts;
import dev.restauth.control.Operations;
import dev.restauth.control.Reply;
import dev.restauth.control.Request;
import dev.restauth.crypto.UnusableMasterKey;
import dev.restauth.log.LogLevel;
import dev.restauth.log.Logging;
import dev.restauth.store.DatabaseFile.Restored;
import dev.restauth.store.DatabaseLock;
import dev.restauth.store.Progress;
import dev.restauth.store.Store;
import dev.restauth.store.StoreRefusedException;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.store.sql.SqlStore;
import dev.restauth.store.sql.SqliteDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * Has an operator's command done by whoever owns the database: the server, where one holds its lock;
 * else this process, which takes the lock meanwhile.
 */
record OperatorCommands(InstantSource clock) implements Operating {
  /** Makes nothing where there is nothing: an operator who mistypes a folder shall hear of it. */
  private static final Set<String> MAKES_A_DATABASE = Set.of("user.create", "dev.fill", "restore");

  /** Server and commands hold the lock for a moment before they answer, or after. */
  private static final int ATTEMPTS = 50;

  private static final long PAUSE_NANOS = 100_000_000;

  @Override
  public Reply perform(Map<String, String> flags, Request request, Progress progress) {
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
    Path database = config.storage().databaseFile();
    if (!Files.exists(database) && !MAKES_A_DATABASE.contains(request.operation())) {
      return new Reply.Failed(
          "there is no database " + database + ": choose its folder with --data");
    }
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<Reply> reply = attempt(config, request, progress);
      if (reply.isPresent()) {
        return reply.get();
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return new Reply.Failed(
        "another process is using " + database + " and does not answer: try again later");
  }

  private Optional<Reply> attempt(Config config, Request request, Progress progress) {
    Optional<DatabaseLock> free =
        DatabaseLock.find(config.storage().data(), config.storage().databaseFile());
    if (free.isPresent()) {
      try (DatabaseLock _ = free.get()) {
        return Optional.of(alone(config, request, progress));
      }
    }
    Path socket = Main.controlSocket(config);
    if (request.operation().equals("restore")) {
      return ControlClient.answers(socket)
          ? Optional.of(new Reply.Failed("a server is using the database: stop it first"))
          : Optional.empty();
    }
    return ControlClient.ask(socket, request, progress);
  }

  /** With the lock, and without a server. */
  private Reply alone(Config config, Request request, Progress progress) {
    return switch (request.operation()) {
      case "restore" -> restore(config, request, progress);
      case "check" -> check(config, request, progress);
      default -> {
        try (Opened opened = new Opened()) {
          yield Core.open(config, clock, opened).operations().perform(request, progress);
        }
      }
    };
  }

  /** A damaged database could not be opened as a whole. */
  private Reply check(Config config, Request request, Progress progress) {
    Operations operations = new Operations();
    new DatabaseOperations(
            Core.file(config, clock),
            () -> {},
            () -> {
              try (Store store =
                  SqlStore.open(new SqliteDatabase(config.storage().databaseFile()))) {
                return Core.keyFindings(config, store);
              }
            })
        .declare(operations);
    return operations.perform(request, progress);
  }

  private Reply restore(Config config, Request request, Progress progress) {
    Restored restored =
        Core.file(config, clock)
            .restore(
                Path.of(request.argument("file")),
                Boolean.parseBoolean(request.argument("force")),
                store -> examine(config, store),
                progress);
    List<String> notes = new ArrayList<>();
    notes.add(
        String.format(
            Locale.ROOT,
            "Restored %,d accounts to %s.",
            restored.accounts(),
            config.storage().databaseFile()));
    notes.add("All tokens issued before have ended: everybody logs in again.");
    notes.add(
        String.format(
            Locale.ROOT,
            "%,d signing keys were withdrawn; the next start makes a new one.",
            restored.signingKeys()));
    notes.add("Ids that may have been given since the backup are not given again.");
    restored
        .replaced()
        .ifPresent(old -> notes.add("The database that was there is now " + old + "."));
    Facts facts =
        Facts.NONE
            .with("accounts", restored.accounts())
            .with("signing_keys_withdrawn", restored.signingKeys())
            .with("epoch", restored.epoch());
    return new Reply.Done(
        restored.replaced().map(old -> facts.with("replaced", old.toString())).orElse(facts),
        notes);
  }

  private static void examine(Config config, Store store) {
    List<String> findings = Core.keyFindings(config, store);
    if (!findings.isEmpty()) {
      throw new StoreRefusedException(String.join("; ", findings));
    }
  }
}
