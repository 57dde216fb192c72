package dev.restauth.store.care;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Header of every SQLite file (SQLite database file format, section 1.3). */
final class SqliteHeader {
  private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

  private SqliteHeader() {}

  /** Returns whether a file begins with the header. */
  static boolean isIn(Path file) throws IOException {
    try (InputStream bytes = Files.newInputStream(file)) {
      return Arrays.equals(bytes.readNBytes(MAGIC.length), MAGIC);
    }
  }
}
