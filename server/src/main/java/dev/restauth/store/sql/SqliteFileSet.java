package dev.restauth.store.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A database file and what SQLite may keep beside it. A new database must never lie beside the log of
 * another one: SQLite would play that log into it.
 *
 * @param file the database file, absolute
 */
public record SqliteFileSet(Path file) {
  private static final List<String> SUFFIXES = List.of("-wal", "-journal", "-shm");

  public SqliteFileSet {
    file = file.toAbsolutePath();
  }

  public Path beside(String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }

  /** The suffixes of the files that lie beside the database. */
  public List<String> companions() {
    return SUFFIXES.stream().filter(suffix -> Files.exists(beside(suffix))).toList();
  }

  /** Whether there is content that the database file alone does not have. */
  public boolean unfinished() {
    return Files.exists(beside("-wal")) || Files.exists(beside("-journal"));
  }

  public void delete() throws IOException {
    for (String suffix : SUFFIXES) {
      Files.deleteIfExists(beside(suffix));
    }
    Files.deleteIfExists(file);
  }
}
