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
 * Reads the first bytes of a SQLite file. The file stays open: if this process closed it, the
 * operating system would release all of the process's locks on the file, even SQLite's locks.
 * Thread-safe.
 */
final class JournalModeReader {
  private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

  /**
   * Offset of the version that a reader must support: 1 for a rollback journal, 2 for a write-ahead
   * log.
   */
  private static final int READ_VERSION_AT = 19;

  private static final int WITH_LOG = 2;

  private record OpenFile(Object key, FileChannel channel) {}

  private Optional<OpenFile> open = Optional.empty();

  /**
   * Returns whether the file says that the database uses a write-ahead log.
   *
   * @param place the name of the file in messages
   * @throws UnreadableDatabase if the file is not a SQLite file, or cannot be read
   */
  synchronized boolean hasWriteAheadLog(Path file, String place) {
    ByteBuffer bytes = ByteBuffer.allocate(READ_VERSION_AT + 1);
    try {
      if (Files.isDirectory(file)) {
        throw new UnreadableDatabase(place + ": it is a folder, not a SQLite file");
      }
      FileChannel channel = channel(file);
      while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) >= 0) {
        // reads until the buffer is full or the file ends
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
                  : ": it is not a SQLite database, or it is encrypted"));
    }
    return bytes.get(READ_VERSION_AT) == WITH_LOG;
  }

  private FileChannel channel(Path file) throws IOException {
    Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    Object identity = key == null ? file : key;
    if (open.isPresent() && !open.get().key().equals(identity)) {
      open.get().channel().close();
      open = Optional.empty();
    }
    if (open.isEmpty()) {
      open = Optional.of(new OpenFile(identity, FileChannel.open(file)));
    }
    return open.get().channel();
  }
}
