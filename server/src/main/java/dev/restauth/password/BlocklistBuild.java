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
 * Builds the file of a {@link Blocklist} from a list of passwords. The same list always results in
 * the same bytes. The list is read twice, the first time to count its entries. Only the filter is
 * in memory: about 4.25 bytes per entry, outside the heap.
 */
public final class BlocklistBuild {
  /** Maximum number of entries: the filter of a longer list would need over 4 GB. */
  static final long MAX_ENTRIES = 1_000_000_000;

  /**
   * The permissions of the file. All users may read the file, because the user who runs the server
   * is often not the user who built the file.
   */
  private static final FileAttribute<Set<PosixFilePermission>> READABLE_BY_ALL =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--"));

  private final Path list;
  private final ProgressListener listener;

  private BlocklistBuild(Path list, ProgressListener listener) {
    this.list = list;
    this.listener = listener;
  }

  /** Receives progress reports. */
  @FunctionalInterface
  public interface ProgressListener {
    /**
     * Called from time to time during the build.
     *
     * @param step the current step
     * @param done the number of bytes read so far
     * @param total the size of the list in bytes
     */
    void advanced(String step, long done, long total);
  }

  /**
   * The result of a build.
   *
   * @param entries number of entries in the filter; a password with capital letters adds two, one
   *     of them in lower case
   * @param skipped number of lines that cannot be passwords
   * @param bytes size of the file
   */
  public record Built(long entries, long skipped, long bytes) {}

  /**
   * Reads {@code list} and writes {@code output}, which must not exist yet. If the build fails, the
   * incomplete file is removed.
   *
   * @throws IllegalArgumentException if the list has no usable line, is malformed or changes during
   *     the build, or if {@code output} exists; the message is one line for the operator
   * @throws IOException if a file cannot be read or written
   */
  public static Built build(Path list, Path output, ProgressListener listener) throws IOException {
    if (Files.exists(output)) {
      throw exists(output);
    }
    return new BlocklistBuild(list, listener).into(output);
  }

  private Built into(Path output) throws IOException {
    PasswordList passwords = PasswordList.of(list);
    long total = Files.size(list);
    var entries = new AtomicLong();
    var read =
        passwords.forEach(
            _ -> entries.incrementAndGet(), n -> listener.advanced("counting", n, total));
    if (entries.get() == 0 || entries.get() > MAX_ENTRIES) {
      throw new IllegalArgumentException(
          entries.get() == 0
              ? "no line of " + list + " is a password of four characters or more"
              : list + " has more than " + MAX_ENTRIES + " passwords");
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
          n -> listener.advanced("adding", n, total));
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
            READABLE_BY_ALL)) {
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
