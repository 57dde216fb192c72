package dev.restauth.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Removes the permissions of other users on the server's files. Such permissions are hardly ever
 * intended: they result from a umask when an operator restores a copy or creates a folder. The log
 * names the permissions that were removed, and those that could not be removed. The group's
 * permissions remain, since they may be intended. Only if other users could read or write a master
 * key, the group's permissions on it are removed too. A file that belongs neither to root nor to
 * the server's user is only mentioned in the log, because only root could change its owner.
 *
 * <p>Has no effect on file systems without POSIX permissions.
 */
public final class DataPermissions {
  private static final System.Logger LOG = System.getLogger(DataPermissions.class.getName());
  private static final String MODE = "unix:mode";
  private static final String USER = "unix:uid";
  private static final int ROOT = 0;

  /** The status of this process (proc_pid_status(5)), on Linux only. */
  private static final Path PROCESS_STATUS = Path.of("/proc/self/status");

  private static final int PERMISSIONS = 07777;
  private static final int STICKY = 01000; // users may remove only their own files
  private static final int READ = 04;
  private static final int WRITE = 02;
  private static final int OTHERS = 07;
  private static final int GROUP = 070;
  private static final String MASTER_KEY = "master.key";
  private static final List<String> DATABASE_SUFFIXES =
      List.of("", "-wal", "-journal", "-shm", ".lock");

  private DataPermissions() {}

  /**
   * Checks the files and their folders. Call this method before the database is opened: SQLite
   * loses its locks if other code in the process closes the file.
   *
   * @param data the data folder, which may already contain the master key; not a link
   * @param database the SQLite file; neither the folder nor the file needs to exist
   */
  public static void tighten(Path data, Path database) {
    if (!data.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return;
    }
    Path beside = database.resolveSibling("").toAbsolutePath();
    new LinkedHashSet<>(List.of(data.toAbsolutePath(), beside))
        .forEach(DataPermissions::tightenFolder);
    DATABASE_SUFFIXES.forEach(
        suffix -> tightenFile(database.resolveSibling(database.getFileName() + suffix)));
    // Also checks databases that a restore replaced, and earlier master keys, which older backups
    // need.
    filesStarting(beside, database.getFileName() + ".replaced-")
        .forEach(DataPermissions::tightenFile);
    tightenMasterKey(data.toAbsolutePath().resolve(MASTER_KEY));
    filesStarting(data, MASTER_KEY + ".").forEach(DataPermissions::tightenMasterKey);
  }

  private static List<Path> filesStarting(Path folder, String begin) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(each -> String.valueOf(each.getFileName()).startsWith(begin)).toList();
    } catch (IOException e) {
      return List.of(); // missing or unreadable: the start fails later if it needs the folder
    }
  }

  private static void tightenFolder(Path folder) {
    foreignOwner(folder)
        .filter(_ -> Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS))
        .ifPresent(
            user ->
                warn(
                    ("the folder %s belongs to the user %s, who can read and change its files:"
                            + " run chown %s on it, or run the server as that user")
                        .formatted(folder, user, effectiveUser().orElse(ROOT))));
    int mode = mode(folder);
    if ((mode & WRITE) == 0 || !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if ((mode & STICKY) != 0) {
      warn(
          "others can write in the folder %s (mode %04o); choose a folder for the server alone"
              .formatted(folder, mode));
    } else {
      change(folder, mode, mode & ~WRITE, "write in the folder", "o-w", "");
    }
  }

  private static void tightenFile(Path file) {
    warnOfForeignOwner(file);
    int mode = mode(file);
    if ((mode & (READ | WRITE)) != 0 && isFile(file)) {
      change(file, mode, mode & ~OTHERS, verb(mode), "o-rwx", "");
    }
  }

  /**
   * Removes the group's permissions too: anyone who can read the key can decrypt the secrets in the
   * database.
   */
  private static void tightenMasterKey(Path file) {
    warnOfForeignOwner(file);
    int mode = mode(file);
    if ((mode & (READ | WRITE)) != 0 && isFile(file)) {
      change(
          file,
          mode,
          mode & ~(OTHERS | GROUP),
          verb(mode),
          "go-rwx",
          ". If other people could log in to this machine, change the master key: restauth key rewrap");
    }
  }

  /**
   * Logs that a file belongs to another user. If its folder belongs to the same user, the line
   * about the folder is enough.
   */
  private static void warnOfForeignOwner(Path file) {
    Optional<Integer> ofFolder = owner(file.resolveSibling("").toAbsolutePath());
    foreignOwner(file)
        .filter(user -> isFile(file) && !ofFolder.equals(Optional.of(user)))
        .ifPresent(
            user ->
                warn(
                    "%s belongs to the user %s, who can read and change it: run chown %s on it"
                        .formatted(file, user, effectiveUser().orElse(ROOT))));
  }

  /**
   * Returns the owner's user id if the owner is neither root nor the user of this process;
   * otherwise empty.
   */
  private static Optional<Integer> foreignOwner(Path path) {
    return effectiveUser()
        .flatMap(ours -> owner(path).filter(user -> user != ROOT && !user.equals(ours)));
  }

  /**
   * Returns the effective user id: the second number of the line "Uid: real effective saved file".
   */
  private static Optional<Integer> effectiveUser() {
    try (Stream<String> lines = Files.lines(PROCESS_STATUS)) {
      return lines
          .filter(line -> line.startsWith("Uid:"))
          .findFirst()
          .map(line -> Integer.parseUnsignedInt(line.split("\\s+", -1)[2]));
    } catch (IOException | UncheckedIOException e) {
      return Optional.empty();
    }
  }

  private static Optional<Integer> owner(Path path) {
    try {
      return Optional.of((Integer) Files.getAttribute(path, USER, LinkOption.NOFOLLOW_LINKS));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String verb(int mode) {
    return switch (mode & (READ | WRITE)) {
      case READ -> "read";
      case WRITE -> "write";
      default -> "read and write";
    };
  }

  private static void change(
      Path path, int mode, int wanted, String verb, String chmod, String advice) {
    try {
      Files.setAttribute(path, MODE, wanted, LinkOption.NOFOLLOW_LINKS);
      warn(
          "others could %s %s (mode %04o); its mode is %04o now%s"
              .formatted(verb, path, mode, wanted, advice));
    } catch (IOException e) {
      warn(
          "others can %s %s (mode %04o), and this process may not change that: run chmod %s on it%s"
              .formatted(verb, path, mode, chmod, advice));
    }
  }

  private static boolean isFile(Path file) {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
  }

  /** Returns the permission bits without the file type; 0 if the file is missing or unreadable. */
  private static int mode(Path path) {
    try {
      return (int) Files.getAttribute(path, MODE, LinkOption.NOFOLLOW_LINKS) & PERMISSIONS;
    } catch (IOException e) {
      return 0;
    }
  }

  private static void warn(String line) {
    LOG.log(Level.WARNING, line);
  }
}
