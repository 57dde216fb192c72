package dev.restauth.store.care;

import dev.restauth.job.Progress;
import dev.restauth.store.StoreRefusedException;
import dev.restauth.store.sql.DurableFiles;
import dev.restauth.store.sql.SqliteFileSet;
import dev.restauth.store.sql.SqliteOpening;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Replacement of a database with a new one. Whenever the machine stops, either the old database or
 * the new one exists and is complete. The steps are:
 *
 * <ol>
 *  <li>SQLite moves the content of the old write-ahead log into the old file, and removes the log.
 *      The old database is now complete in a single file.
 *  <li>The old file gets a second name, under which it is saved. Both names lead to the same file.
 *  <li>The new file is renamed to the first name, in one atomic step of the file system.
 * </ol>
 *
 * <p>In this way the new file never lies beside the old log. One case is different: the old
 * database may be so damaged that SQLite cannot apply its log. Then the log also gets a second
 * name, beside the saved file, and its first name is removed just before the new file is renamed.
 * If the machine stops between these two steps, the damaged file still has its first name. The
 * saved file and the saved log are both complete.
 */
record SqliteReplacement(SqliteFileSet old, InstantSource clock) {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  SqliteReplacement(Path database, InstantSource clock) {
    this(new SqliteFileSet(database), clock);
  }

  /**
   * Replaces the database.
   *
   * @param fresh the new file, which must be on disk and have no log or journal beside it
   * @return the path of the saved old database; empty if there was no old database
   * @throws StoreRefusedException if another program has the old database open; in that case
   *     nothing was changed
   */
  Optional<Path> replace(Path fresh, Progress progress) throws IOException {
    boolean replaces = Files.exists(old.file()) && Files.size(old.file()) > 0;
    if (replaces) {
      checkpoint();
    }
    SqliteFileSet saved = new SqliteFileSet(freeName());
    List<Path> created = new ArrayList<>();
    progress.advanced("saving the old database", 0, 0);
    try {
      if (replaces) {
        save(old.file(), saved.file(), created);
      }
      List<String> leftOver = old.siblingSuffixes();
      for (String suffix : leftOver) {
        save(old.sibling(suffix), saved.sibling(suffix), created);
      }
      DurableFiles.force(DurableFiles.folder(old.file()));
      progress.advanced("putting the new database in place", 0, 0);
      swap(fresh, leftOver, saved);
    } catch (IOException | RuntimeException e) {
      for (Path path : created) {
        Files.deleteIfExists(path);
      }
      throw e;
    }
    return replaces ? Optional.of(saved.file()) : Optional.empty();
  }

  private static void save(Path file, Path name, List<Path> created) throws IOException {
    DurableFiles.linkOrCopy(file, name);
    created.add(name);
  }

  private void swap(Path fresh, List<String> leftOver, SqliteFileSet saved) throws IOException {
    Path folder = DurableFiles.folder(old.file());
    try {
      for (String suffix : leftOver) {
        Files.delete(old.sibling(suffix));
      }
      DurableFiles.force(folder);
      Files.move(
          fresh, old.file(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      DurableFiles.force(folder);
    } catch (IOException e) {
      restoreOld(leftOver, saved);
      throw e;
    }
  }

  /** Restores the old state, as far as the disk still permits. */
  private void restoreOld(List<String> leftOver, SqliteFileSet saved) throws IOException {
    if (Files.exists(saved.file())) {
      Files.move(
          saved.file(),
          old.file(),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } else {
      Files.deleteIfExists(old.file());
    }
    for (String suffix : leftOver) {
      if (!Files.exists(old.sibling(suffix))) {
        DurableFiles.linkOrCopy(saved.sibling(suffix), old.sibling(suffix));
      }
    }
  }

  /**
   * Moves the content of the log into the file. SQLite does this when the last connection closes,
   * and then removes the log. If the log still exists afterwards, another program has the database
   * open, so the file must not be renamed.
   */
  private void checkpoint() {
    try (Connection connection = SqliteOpening.existing(old.file())) {
      // Reads first, because the read replays a journal that a crash may have left.
      SqliteOpening.number(connection, "SELECT count(*) FROM sqlite_schema");
      if (SqliteOpening.number(connection, "PRAGMA wal_checkpoint(TRUNCATE)") != 0) {
        throw usedByAnotherProgram();
      }
    } catch (SQLException e) {
      if (SqliteOpening.isLocked(e)) {
        throw usedByAnotherProgram();
      }
      if (SqliteOpening.isDiskFailure(e)) {
        throw new StoreRefusedException(
            "cannot move the log into " + old.file() + ": " + SqliteOpening.reason(e));
      }
      // SQLite cannot apply the log, for example because the database is damaged. The log is saved
      // together with the database.
      return;
    }
    if (old.hasLog()) {
      throw usedByAnotherProgram();
    }
  }

  private StoreRefusedException usedByAnotherProgram() {
    return new StoreRefusedException(
        "another program has " + old.file() + " open (Litestream, or a shell?): stop it first");
  }

  private Path freeName() {
    String name = old.file().getFileName() + ".replaced-" + STAMP.format(clock.instant());
    Path free = old.file().resolveSibling(name);
    for (int i = 2; Files.exists(free); i++) {
      free = old.file().resolveSibling(name + "-" + i);
    }
    return free;
  }
}
