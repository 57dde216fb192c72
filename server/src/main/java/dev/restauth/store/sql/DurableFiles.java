package dev.restauth.store.sql;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * File operations that are on disk when they return.
 *
 * <p>Never use them for a database that SQLite has open in this process: POSIX drops all of a
 * process's locks on a file as soon as the process closes any descriptor of it.
 */
public final class DurableFiles {
  /**
   * The permissions of a file that only the owner may read, because it contains password hashes.
   */
  public static final FileAttribute<Set<PosixFilePermission>> OWNERS_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private DurableFiles() {}

  /** Writes a file's content, or the names in a folder, to disk. */
  public static void force(Path fileOrFolder) throws IOException {
    try (FileChannel channel = FileChannel.open(fileOrFolder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /**
   * Gives a file another name, never an existing one. The old name may remain. If this fails, the
   * new name does not exist.
   *
   * @throws FileAlreadyExistsException if the name is taken
   */
  public static void publish(Path file, Path name) throws IOException {
    if (!linked(file, name)) {
      // Reserves the name, so that the move replaces this empty file and never another program's.
      Files.createFile(name, OWNERS_FILE);
      moveOverReserved(file, name);
    }
    try {
      force(folder(name));
    } catch (IOException e) {
      Files.deleteIfExists(name);
      throw e;
    }
  }

  private static void moveOverReserved(Path file, Path name) throws IOException {
    try {
      Files.move(file, name, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      Files.deleteIfExists(name);
      throw e;
    }
  }

  /**
   * Gives a file a second name: a link, or a copy if the file system has no links.
   *
   * @throws FileAlreadyExistsException if the name is taken
   */
  public static void linkOrCopy(Path file, Path name) throws IOException {
    if (!linked(file, name)) {
      Files.copy(file, name, StandardCopyOption.COPY_ATTRIBUTES);
      force(name);
    }
  }

  private static boolean linked(Path file, Path name) throws IOException {
    try {
      Files.createLink(name, file);
      return true;
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (FileSystemException | UnsupportedOperationException e) {
      return false;
    }
  }

  public static Path folder(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    return parent == null ? file.toAbsolutePath() : parent;
  }
}
