package dev.restauth.store.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Database file and the files that SQLite may create beside it. A new database file must never lie
 * beside the write-ahead log of another database, because SQLite would apply the log to the new
 * file.
 *
 * @param file the absolute path of the database file
 */
public record SqliteFileSet(Path file) {
  private static final List<String> SUFFIXES = List.of("-wal", "-journal", "-shm");

  public SqliteFileSet {
    file = file.toAbsolutePath();
  }

  public Path sibling(String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }

  /** Returns the suffixes of the files that exist beside the database file. */
  public List<String> siblingSuffixes() {
    return SUFFIXES.stream().filter(suffix -> Files.exists(sibling(suffix))).toList();
  }

  /**
   * Returns whether there is a log or journal, which can have content that the database file lacks.
   */
  public boolean hasLog() {
    return Files.exists(sibling("-wal")) || Files.exists(sibling("-journal"));
  }

  public void delete() throws IOException {
    for (String suffix : SUFFIXES) {
      Files.deleteIfExists(sibling(suffix));
    }
    Files.deleteIfExists(file);
  }
}
