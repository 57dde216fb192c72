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
 * File operations whose effect is on disk when they return.
 *
 * <p>Do not use these methods for a database that SQLite has open in this process. When a process
 * closes any descriptor of a file, POSIX releases all locks that the process has on the file.
 */
public final class DurableFiles {
  /**
   * The permissions that let only the owner read and write a file, for files that contain password
   * hashes.
   */
  public static final FileAttribute<Set<PosixFilePermission>> OWNERS_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private DurableFiles() {}

  /** Writes the content of a file, or the names in a folder, to disk. */
  public static void force(Path fileOrFolder) throws IOException {
    try (FileChannel channel = FileChannel.open(fileOrFolder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /**
   * Renames a file to a name that must not exist. Depending on the file system, the file also keeps
   * its old name. If the call fails, the file does not get the new name.
   *
   * @throws FileAlreadyExistsException if the name is taken
   */
  public static void publish(Path file, Path name) throws IOException {
    if (!linked(file, name)) {
      // Reserves the name. The move then replaces this empty file, and never a file of another
      // program.
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
   * Gives a file a second name. Creates a hard link, or a copy if the file system does not support
   * links.
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
