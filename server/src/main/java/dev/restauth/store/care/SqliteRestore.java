package dev.restauth.store.care;

import dev.restauth.job.Progress;
import dev.restauth.store.DatabaseFile.Restored;
import dev.restauth.store.FolderOwner;
import dev.restauth.store.Micros;
import dev.restauth.store.SchemaDefinition;
import dev.restauth.store.Store;
import dev.restauth.store.StoreRefusedException;
import dev.restauth.store.Table.Jump;
import dev.restauth.store.sql.DurableFiles;
import dev.restauth.store.sql.Schema;
import dev.restauth.store.sql.SqliteDatabase;
import dev.restauth.store.sql.SqliteFileSet;
import dev.restauth.store.sql.SqliteOpening;
import dev.restauth.store.sql.SqliteSchema;
import dev.restauth.store.sql.SqliteUnused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * Restore of a backup. All work is done on a copy of the backup, beside the database. Finally this
 * copy replaces the database; see {@link SqliteReplacement}.
 */
record SqliteRestore(Path database, SchemaDefinition design, InstantSource clock) {
  Restored run(Path backup, boolean overwrite, Consumer<Store> examine, Progress progress) {
    SqliteFileSet restoring =
        new SqliteFileSet(database.resolveSibling(database.getFileName() + ".restoring"));
    new RestoreRequest(database, backup, restoring.file()).refuseImpossible(overwrite);
    try {
      // An interrupted restore may have left this file.
      restoring.delete();
      return restore(backup, restoring, examine, progress);
    } catch (SQLException e) {
      throw refused(backup, SqliteOpening.reason(e));
    } catch (IOException e) {
      throw refused(backup, SqliteOpening.reason(e));
    } finally {
      remove(restoring);
    }
  }

  private Restored restore(
      Path backup, SqliteFileSet restoring, Consumer<Store> examine, Progress progress)
      throws SQLException, IOException {
    Path copy = restoring.file();
    Files.createFile(copy, DurableFiles.OWNERS_FILE);
    FolderOwner.give(copy);
    copy(backup, copy, progress);
    progress.advanced("checking the copy", 0, 0);
    refuseUnknown(backup, copy);
    progress.advanced("bringing the schema up to date", 0, 0);
    try (Store store = new SqliteDatabase(copy, design, clock).open()) {
      progress.advanced("examining the copy", 0, 0);
      examine.accept(store);
    }
    refuseOtherSchema(backup, copy);
    progress.advanced("revoking all tokens", 0, 0);
    Restored revoked = revoke(copy);
    if (restoring.hasLog()) {
      throw new IOException("the copy has not become a single file");
    }
    var _ = SqliteUnused.erase(copy); // has data of accounts that were erased again
    DurableFiles.force(copy);
    Optional<Path> replaced = new SqliteReplacement(database, clock).replace(copy, progress);
    return new Restored(
        revoked.accounts(),
        revoked.signingKeys(),
        revoked.serviceKeys(),
        revoked.epoch(),
        replaced);
  }

  private static void copy(Path backup, Path copy, Progress progress) throws SQLException {
    try (Connection source = SqliteOpening.unchanged(backup)) {
      source.setAutoCommit(false);
      // This read begins the transaction whose snapshot is copied.
      SqliteOpening.number(source, "SELECT count(*) FROM sqlite_schema");
      SqliteCopy.copy(source, copy, progress);
      source.rollback();
    }
  }

  private void refuseUnknown(Path backup, Path copy) throws SQLException {
    try (Connection connection = SqliteOpening.existing(copy)) {
      List<String> damage = SqliteOpening.texts(connection, "PRAGMA integrity_check(1)");
      if (!damage.equals(List.of("ok"))) {
        throw refused(
            backup, "it is damaged: " + damage.getFirst().strip().replaceAll("\\s+", " "));
      }
      OptionalInt version = Schema.version(connection);
      if (version.isEmpty() || SqliteSchema.of(connection).lacksTable("account")) {
        throw refused(backup, "it is a SQLite database, but not one of REST-auth");
      }
      if (version.getAsInt() > design.version()) {
        throw refused(
            backup,
            "it has schema version "
                + version.getAsInt()
                + ", this program supports "
                + design.version()
                + ": use the newer REST-auth that made it");
      }
    }
  }

  /**
   * Refuses a schema that was altered manually, because the rules that a restore applies to the
   * tables could be wrong for altered tables.
   */
  private void refuseOtherSchema(Path backup, Path copy) throws SQLException {
    try (Connection connection = SqliteOpening.existing(copy)) {
      List<String> found = SqliteSchema.of(connection).differences(SqliteSchema.of(design));
      if (!found.isEmpty()) {
        throw refused(backup, found.getFirst());
      }
    }
  }

  private Restored revoke(Path copy) throws SQLException, IOException {
    try (Connection connection = new SqliteDatabase(copy, design, clock).connect(false)) {
      connection.setAutoCommit(false);
      Jump jump =
          Highest.in(connection)
              .or(Highest.inOld(database))
              .jump(Restoration.AHEAD + millisSince(connection));
      Restoration.Withdrawn keys =
          Restoration.apply(connection, design.tables(), Restoration.Ids.SQLITE, jump);
      long accounts = SqliteOpening.number(connection, "SELECT count(*) FROM account");
      String epoch =
          SqliteOpening.texts(connection, "SELECT value FROM property WHERE name = 'epoch'")
              .getFirst();
      connection.commit();
      connection.setAutoCommit(true);
      if (SqliteOpening.number(connection, "PRAGMA wal_checkpoint(TRUNCATE)") != 0) {
        throw new IOException("the copy is in use by another program");
      }
      return new Restored(
          accounts, keys.signingKeys(), keys.serviceKeys(), epoch, Optional.empty());
    }
  }

  /**
   * Returns the milliseconds since the newest account of the backup was created. No server creates
   * a thousand accounts per second, or revokes an account's tokens a thousand times per second.
   * Numbers that are increased by this value are therefore higher than all numbers issued since
   * then. This remains true if the same backup was already restored before.
   */
  private long millisSince(Connection connection) throws SQLException {
    long micros =
        SqliteOpening.number(connection, "SELECT created_at FROM account ORDER BY id DESC LIMIT 1");
    return Math.max(0, Duration.between(Micros.instant(micros), clock.instant()).toMillis());
  }

  /**
   * Highest numbers that were issued. If the replaced database can be read, its numbers are
   * included, because it may itself have been restored from the same backup, with the same
   * increase.
   */
  private record Highest(long generation, long id) {

    static Highest in(Connection connection) throws SQLException {
      return new Highest(
          0,
          Math.max(
              SqliteOpening.number(connection, "SELECT max(id) FROM account"),
              SqliteOpening.number(
                  connection, "SELECT seq FROM sqlite_sequence WHERE name = 'account'")));
    }

    static Highest inOld(Path database) {
      if (!Files.exists(database)) {
        return new Highest(0, 0);
      }
      try (Connection connection = SqliteOpening.unchanged(database)) {
        return new Highest(
            SqliteOpening.number(connection, "SELECT max(generation) FROM account"),
            in(connection).id());
      } catch (SQLException e) {
        // The file is empty, damaged, or not a database of REST-auth. In that case, only the
        // increase keeps old numbers from being issued again.
        return new Highest(0, 0);
      }
    }

    Highest or(Highest other) {
      return new Highest(Math.max(generation, other.generation), Math.max(id, other.id));
    }

    Jump jump(long ahead) {
      return new Jump(generation, ahead, id + ahead);
    }
  }

  private static void remove(SqliteFileSet restoring) {
    try {
      restoring.delete();
    } catch (IOException e) {
      throw new StoreRefusedException(
          "cannot remove " + restoring.file() + ", remove it by hand: " + SqliteOpening.reason(e));
    }
  }

  private static StoreRefusedException refused(Path backup, String reason) {
    return new StoreRefusedException("cannot restore " + backup + ": " + reason);
  }
}
