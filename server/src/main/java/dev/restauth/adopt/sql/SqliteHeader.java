package dev.restauth.adopt.sql;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * Reads the first bytes of a SQLite file. The file is kept open: where a process closes a file, the system
 * takes away all locks it has on it, those of SQLite in the same process too. Thread-safe.
 */
final class SqliteHeader {
  private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

  /** The least version that a reader must have: 1 for a rollback journal, 2 for a write-ahead log. */
  private static final int READ_VERSION_AT = 19;

  private static final int WITH_LOG = 2;

  private record Opened(Object key, FileChannel channel) {}

  private Optional<Opened> opened = Optional.empty();

  /**
   * Whether the file says that changes to it are in a write-ahead log first.
   *
   * @param place what the file is called in messages
   * @throws UnreadableDatabase where it is none of SQLite's
   */
  synchronized boolean isLogged(Path file, String place) {
    ByteBuffer bytes = ByteBuffer.allocate(READ_VERSION_AT + 1);
    try {
      if (Files.isDirectory(file)) {
        throw new UnreadableDatabase(place + ": it is a folder, not a SQLite file");
      }
      FileChannel channel = channel(file);
      while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) >= 0) {
        // until it is full, or the file ends
      }
    } catch (IOException e) {
      throw new UnreadableDatabase(place + ": it cannot be read by the user who runs this");
    }
    ByteBuffer begin = bytes.flip().slice(0, Math.min(bytes.limit(), MAGIC.length));
    if (bytes.limit() <= READ_VERSION_AT || !begin.equals(ByteBuffer.wrap(MAGIC))) {
      throw new UnreadableDatabase(
          place
              + (bytes.limit() == 0
                  ? ": it is empty"
                  : ": it is no SQLite database, or it is encrypted"));
    }
    return bytes.get(READ_VERSION_AT) == WITH_LOG;
  }

  private FileChannel channel(Path file) throws IOException {
    Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    Object known = key == null ? file : key;
    if (opened.isPresent() && !opened.get().key().equals(known)) {
      opened.get().channel().close();
      opened = Optional.empty();
    }
    if (opened.isEmpty()) {
      opened = Optional.of(new Opened(known, FileChannel.open(file)));
    }
    return opened.get().channel();
  }
}
