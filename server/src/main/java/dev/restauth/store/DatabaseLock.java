package dev.restauth.store;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The lock on an embedded database. Only one process at a time can have the lock. The operating
 * system releases the lock when the process exits or crashes.
 */
public final class DatabaseLock implements AutoCloseable {
  private static final FileAttribute<Set<PosixFilePermission>> OWNERS_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<Set<PosixFilePermission>> OWNERS_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path file;
  private final FileChannel channel;

  private DatabaseLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Acquires the lock. Returns empty if another process, or this process itself, already has the
   * lock. Creates the data folder if it is missing.
   *
   * @throws StoreRefusedException if the lock file cannot be opened
   */
  public static Optional<DatabaseLock> tryAcquire(Path data, Path database) {
    Path lock = database.resolveSibling(database.getFileName() + ".lock");
    try {
      if (!Files.isDirectory(data)) {
        Files.createDirectories(data, OWNERS_FOLDER);
      }
      FileChannel channel =
          FileChannel.open(
              lock,
              Set.of(CREATE, WRITE, NOFOLLOW_LINKS),
              OWNERS_FILE); // follows no links: another user may own the folder
      FolderOwner.give(lock);
      if (channel.tryLock() == null) {
        channel.close();
        return Optional.empty();
      }
      return Optional.of(new DatabaseLock(lock, channel));
    } catch (OverlappingFileLockException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new StoreRefusedException(
          "cannot write in the folder "
              + lock.getParent()
              + ": "
              + FileFailure.reason(e)
              + (e instanceof AccessDeniedException
                  ? ": run this as the user who owns the folder, or as root"
                  : ""));
    }
  }

  /**
   * Deletes the lock file, and its folder if no other file is in it. Call this method for a folder
   * that this process has created and no longer needs.
   */
  public void removeEmptyFolder() {
    Path folder = file.toAbsolutePath().getParent();
    try (Stream<Path> inside = Files.list(folder)) {
      if (inside.allMatch(file.toAbsolutePath()::equals)) {
        Files.deleteIfExists(file);
        Files.delete(folder);
      }
    } catch (IOException e) {
      // The folder remains, which does no harm.
    }
  }

  /** Releases the lock. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // The operating system releases the lock at the latest when the process exits.
    }
  }
}
