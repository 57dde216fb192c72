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
 * Replacement of a database by a finished one. If the machine stops at any moment, either the old
 * database or the new one exists, and is complete:
 *
 * <ol>
 *   <li>The content of the old log is moved into the old file, and SQLite removes the log. The old
 *       database is one file now, as complete as before.
 *   <li>It gets a second name, under which it is saved. Both names are the same file.
 *   <li>The new file is renamed over the first name, in one step of the file system.
 * </ol>
 *
 * <p>The new file is never beside the old log. There is one exception: the old database may be so
 * damaged that SQLite cannot apply its log. Then the log first gets a second name, beside the saved
 * file, and its old name is removed just before the renaming. If the machine stops between these
 * two steps, the damaged file is still there, and the saved name has file and log, both complete.
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
   * @param fresh the new file, on disk, with no other files beside it
   * @return the path at which the old database is saved; empty if there was none
   * @throws StoreRefusedException if another program has the old one open; nothing was changed
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
   * Moves the content of the log into the file. When the last connection closes, SQLite moves the
   * content and removes the log. If the log still exists after that, another program has the
   * database open, so its file must not be renamed.
   */
  private void checkpoint() {
    try (Connection connection = SqliteOpening.existing(old.file())) {
      // Reads first: this replays a journal that a crash may have left.
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
      // The files beside the database are saved with it.
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
