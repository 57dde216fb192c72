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
record SqliteFileSet(Path file) {
  private static final List<String> SUFFIXES = List.of("-wal", "-journal", "-shm");

  SqliteFileSet {
    file = file.toAbsolutePath();
  }

  Path beside(String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }

  /** The suffixes of the files that lie beside the database. */
  List<String> companions() {
    return SUFFIXES.stream().filter(suffix -> Files.exists(beside(suffix))).toList();
  }

  /** Whether there is content that the database file alone does not have. */
  boolean unfinished() {
    return Files.exists(beside("-wal")) || Files.exists(beside("-journal"));
  }

  void delete() throws IOException {
    for (String suffix : SUFFIXES) {
      Files.deleteIfExists(beside(suffix));
    }
    Files.deleteIfExists(file);
  }
}
