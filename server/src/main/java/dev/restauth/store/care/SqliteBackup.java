package dev.restauth.store.care;

import dev.restauth.job.Progress;
import dev.restauth.store.DatabaseFile.Backup;
import dev.restauth.store.StoreRefusedException;
import dev.restauth.store.sql.DurableFiles;
import dev.restauth.store.sql.SqliteFileSet;
import dev.restauth.store.sql.SqliteOpening;
import dev.restauth.store.sql.SqliteSchema;
import dev.restauth.store.sql.SqliteUnused;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Backup of a database that other processes can use meanwhile. The backup file gets its final name
 * when it is complete.
 */
record SqliteBackup(Path database) {

  Backup run(Path target, Progress progress) {
    refuseTarget(target);
    if (!Files.exists(database)) {
      throw new StoreRefusedException("there is no database at " + database + " to back up");
    }
    SqliteFileSet part = new SqliteFileSet(emptyFile(target));
    try {
      long accounts = copy(part.file(), progress);
      var _ = SqliteUnused.erase(part.file()); // a backup must not contain erased rows
      makeSingleFile(part.file(), progress);
      DurableFiles.force(part.file());
      long bytes = Files.size(part.file());
      progress.advanced("naming the copy", 0, 0);
      publish(part.file(), target);
      return new Backup(bytes, accounts);
    } catch (SQLException e) {
      throw refused(target, SqliteOpening.reason(e));
    } catch (IOException e) {
      throw refused(target, SqliteOpening.reason(e));
    } finally {
      remove(part);
    }
  }

  private static void refuseTarget(Path target) {
    if (Files.exists(target)) {
      throw taken(target);
    }
    Path folder = DurableFiles.folder(target);
    if (!Files.isDirectory(folder)) {
      throw new StoreRefusedException(
          "there is no folder " + folder + ": create it first, or choose another place");
    }
  }

  private static StoreRefusedException taken(Path target) {
    return new StoreRefusedException(
        "there is a file at "
            + target
            + " already: a backup overwrites nothing, choose a new name");
  }

  /**
   * Creates the file before SQLite opens it, so that its permissions are correct from the first
   * byte.
   */
  private static Path emptyFile(Path target) {
    try {
      return Files.createTempFile(
          DurableFiles.folder(target),
          target.getFileName() + ".",
          ".part",
          DurableFiles.OWNERS_FILE);
    } catch (IOException e) {
      throw new StoreRefusedException(
          "cannot write in the folder "
              + DurableFiles.folder(target)
              + ": "
              + SqliteOpening.reason(e));
    }
  }

  private long copy(Path part, Progress progress) throws SQLException {
    try (Connection source = SqliteOpening.existing(database)) {
      source.setAutoCommit(false);
      // This read begins the transaction whose snapshot is copied.
      if (SqliteSchema.of(source).lacksTable("account")) {
        throw new StoreRefusedException(database + " is no database of REST-auth, or an empty one");
      }
      long accounts = SqliteOpening.number(source, "SELECT count(*) FROM account");
      SqliteCopy.copy(source, part, progress);
      source.rollback();
      return accounts;
    }
  }

  /**
   * Makes the copy a single file, which can be read even in a read-only folder, and checks it for
   * damage. Before this step, the header of the copy declares a write-ahead log, like the header of
   * the database.
   *
   * @throws IOException if the copy is damaged, or still has a write-ahead log
   */
  private static void makeSingleFile(Path part, Progress progress)
      throws SQLException, IOException {
    progress.advanced("checking the copy", 0, 0);
    try (Connection copy = SqliteOpening.existing(part)) {
      SqliteOpening.texts(copy, "PRAGMA journal_mode = DELETE");
      List<String> found = SqliteOpening.texts(copy, "PRAGMA quick_check(1)");
      if (!found.equals(List.of("ok"))) {
        throw new IOException("the database is damaged, run restauth check: " + found.getFirst());
      }
    }
    if (new SqliteFileSet(part).hasLog()) {
      throw new IOException("the copy has not become a single file");
    }
  }

  private static void publish(Path part, Path target) throws IOException {
    try {
      DurableFiles.publish(part, target);
    } catch (FileAlreadyExistsException e) {
      throw taken(target);
    }
  }

  private static void remove(SqliteFileSet part) {
    try {
      part.delete();
    } catch (IOException e) {
      throw new StoreRefusedException(
          "cannot remove " + part.file() + ", remove it by hand: " + SqliteOpening.reason(e));
    }
  }

  private static StoreRefusedException refused(Path target, String reason) {
    return new StoreRefusedException("cannot back up into " + target + ": " + reason);
  }
}
