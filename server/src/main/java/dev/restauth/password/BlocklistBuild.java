package dev.restauth.password;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes the file of a {@link Blocklist} from a list of passwords. The same list always gives the same
 * bytes. It reads the list twice, once to count, and holds nothing but the filter: about 4.25 bytes of
 * memory an entry, outside of the heap.
 */
public final class BlocklistBuild {
  /** More entries than that are refused: their filter would take over 4 GB. */
  static final long ENTRIES_AT_MOST = 1_000_000_000;

  /** The server's user reads it, whoever has made it. */
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_WRITES =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--"));

  private final Path list;
  private final Heard heard;

  private BlocklistBuild(Path list, Heard heard) {
    this.list = list;
    this.heard = heard;
  }

  /** Hears how far it is. */
  @FunctionalInterface
  public interface Heard {
    /** So many bytes of so many are done. */
    void advanced(String step, long done, long total);
  }

  /**
   * What was made.
   *
   * @param entries in the filter; a password with capitals makes two, one of them in lower case
   * @param skipped lines that can be no password
   * @param bytes size of the file
   */
  public record Built(long entries, long skipped, long bytes) {}

  /**
   * Reads {@code list} and writes {@code output}, which must not exist; where it fails nothing is left.
   *
   * @throws IllegalArgumentException where the list has no usable line, is malformed or changes
   *     meanwhile, or {@code output} exists; one line for the operator
   * @throws IOException where a file cannot be read or written
   */
  public static Built build(Path list, Path output, Heard heard) throws IOException {
    if (Files.exists(output)) {
      throw exists(output);
    }
    return new BlocklistBuild(list, heard).into(output);
  }

  private Built into(Path output) throws IOException {
    PasswordList passwords = PasswordList.of(list);
    long total = Files.size(list);
    var entries = new AtomicLong();
    var read =
        passwords.forEach(
            _ -> entries.incrementAndGet(), n -> heard.advanced("counting", n, total));
    if (entries.get() == 0 || entries.get() > ENTRIES_AT_MOST) {
      throw new IllegalArgumentException(
          entries.get() == 0
              ? "no line of " + list + " is a password of four characters or more"
              : list + " has more than " + ENTRIES_AT_MOST + " passwords");
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bits = arena.allocate(BloomFilter.bytesFor(entries.get()));
      var filter = new BloomFilter(bits);
      var added = new AtomicLong();
      passwords.forEach(
          sha1 -> {
            filter.add(sha1);
            added.incrementAndGet();
          },
          n -> heard.advanced("adding", n, total));
      if (added.get() != entries.get()) {
        throw new IllegalArgumentException(list + " was changed while it was read");
      }
      return new Built(entries.get(), read.skipped(), write(output, bits, entries.get()));
    }
  }

  private static long write(Path output, MemorySegment bits, long entries) throws IOException {
    try (var channel =
        FileChannel.open(
            output,
            Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
            OWNER_WRITES)) {
      try {
        BlocklistFile.write(channel, bits, entries);
        channel.force(true);
        return channel.size();
      } catch (IOException e) {
        Files.delete(output);
        throw e;
      }
    } catch (FileAlreadyExistsException e) {
      throw exists(output);
    }
  }

  private static IllegalArgumentException exists(Path output) {
    return new IllegalArgumentException(output + " exists; nothing is overwritten");
  }
}
