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
 * Puts a finished database in the place of another one. Whenever the machine stops, there is either
 * the old database, whole, or the new one:
 *
 * <ol>
 *   <li>What the old one has in its log goes into its file, and SQLite removes the log. The old
 *       database is one file now, and as whole as before.
 *   <li>It gets a second name, under which it is kept. Both names are the same file.
 *   <li>The new file is renamed over the first name, which is one step of the file system.
 * </ol>
 *
 * <p>The new file never lies beside the old log. Only where the old database is so damaged that SQLite
 * cannot take its log in, the log is given the name of the kept file first and leaves just before the
 * renaming; a stop between the two leaves the damaged file, and file and log whole under the kept name.
 */
record SqliteReplacement(SqliteFileSet old, InstantSource clock) {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  SqliteReplacement(Path database, InstantSource clock) {
    this(new SqliteFileSet(database), clock);
  }

  /**
   * Does it.
   *
   * @param fresh the new file, on disk, with nothing beside it
   * @return where the old database is kept; empty where there was none
   * @throws StoreRefusedException where somebody has the old one open; nothing was changed
   */
  Optional<Path> place(Path fresh, Progress progress) throws IOException {
    boolean replaces = Files.exists(old.file()) && Files.size(old.file()) > 0;
    if (replaces) {
      settle();
    }
    SqliteFileSet kept = new SqliteFileSet(freeName());
    List<Path> made = new ArrayList<>();
    progress.advanced("keeping the old database", 0, 0);
    try {
      if (replaces) {
        keep(old.file(), kept.file(), made);
      }
      List<String> leftOver = old.companions();
      for (String suffix : leftOver) {
        keep(old.beside(suffix), kept.beside(suffix), made);
      }
      DurableFiles.force(DurableFiles.folder(old.file()));
      progress.advanced("putting the new database in place", 0, 0);
      swap(fresh, leftOver, kept);
    } catch (IOException | RuntimeException e) {
      for (Path path : made) {
        Files.deleteIfExists(path);
      }
      throw e;
    }
    return replaces ? Optional.of(kept.file()) : Optional.empty();
  }

  private static void keep(Path file, Path name, List<Path> made) throws IOException {
    DurableFiles.keepAs(file, name);
    made.add(name);
  }

  private void swap(Path fresh, List<String> leftOver, SqliteFileSet kept) throws IOException {
    Path folder = DurableFiles.folder(old.file());
    try {
      for (String suffix : leftOver) {
        Files.delete(old.beside(suffix));
      }
      DurableFiles.force(folder);
      Files.move(
          fresh, old.file(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      DurableFiles.force(folder);
    } catch (IOException e) {
      putBack(leftOver, kept);
      throw e;
    }
  }

  /** As it was, as far as the disk still can. */
  private void putBack(List<String> leftOver, SqliteFileSet kept) throws IOException {
    if (Files.exists(kept.file())) {
      Files.move(
          kept.file(),
          old.file(),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } else {
      Files.deleteIfExists(old.file());
    }
    for (String suffix : leftOver) {
      if (!Files.exists(old.beside(suffix))) {
        DurableFiles.keepAs(kept.beside(suffix), old.beside(suffix));
      }
    }
  }

  /**
   * The last connection that closes takes the log in and removes it. Where it is still there, another
   * program has the database open, and must not find itself with a file that has lost its name.
   */
  private void settle() {
    try (Connection connection = SqliteOpening.existing(old.file())) {
      // Reading first: plays back what a crash may have left.
      SqliteOpening.number(connection, "SELECT count(*) FROM sqlite_schema");
      if (SqliteOpening.number(connection, "PRAGMA wal_checkpoint(TRUNCATE)") != 0) {
        throw inUse();
      }
    } catch (SQLException e) {
      if (SqliteOpening.inUse(e)) {
        throw inUse();
      }
      if (SqliteOpening.ofDisk(e)) {
        throw new StoreRefusedException(
            "cannot take the log into " + old.file() + ": " + SqliteOpening.reason(e));
      }
      // What lies beside it is kept with it.
      return;
    }
    if (old.unfinished()) {
      throw inUse();
    }
  }

  private StoreRefusedException inUse() {
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
