package dev.restauth.runtime;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Stream;

/**
 * What other users of the machine may do with the server's files. Nobody gives it to them on purpose: it comes
 * from a umask, when a copy was put back or a folder made by hand. So it is taken away if that is possible,
 * and said in the log. What the group may do stays, since it may be meant.
 *
 * <p>On file systems without POSIX permissions nothing is done.
 */
public final class DataPermissions {
  private static final System.Logger LOG = System.getLogger(DataPermissions.class.getName());
  private static final String MODE = "unix:mode";
  private static final int PERMISSIONS = 07777;
  private static final int SHARED = 01000; // sticky: each may remove their own files alone
  private static final int READ = 04;
  private static final int WRITE = 02;
  private static final int OTHERS = 07;
  private static final int GROUP = 070;
  private static final String MASTER_KEY = "master.key";
  private static final List<String> BESIDE = List.of("", "-wal", "-journal", "-shm", ".lock");

  private DataPermissions() {}

  /**
   * Looks at the files and the folders that they are in. To be called before the database is open: SQLite
   * loses its locks if anybody else in the process closes the file.
   *
   * @param data the data folder, with the master key that the server has made, if any; not a link
   * @param database the SQLite file; neither needs to be there
   */
  public static void tighten(Path data, Path database) {
    if (!data.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return;
    }
    Path beside = database.resolveSibling("").toAbsolutePath();
    new LinkedHashSet<>(List.of(data.toAbsolutePath(), beside)).forEach(DataPermissions::folder);
    BESIDE.forEach(suffix -> file(database.resolveSibling(database.getFileName() + suffix)));
    // What a restore has kept of the database before it, and keys that are kept for older backups.
    all(beside, database.getFileName() + ".replaced-").forEach(DataPermissions::file);
    masterKey(data.toAbsolutePath().resolve(MASTER_KEY));
    all(data, MASTER_KEY + ".").forEach(DataPermissions::masterKey);
  }

  private static List<Path> all(Path folder, String begin) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(each -> String.valueOf(each.getFileName()).startsWith(begin)).toList();
    } catch (IOException e) {
      return List.of(); // not there, or not to be read: the start finds out
    }
  }

  private static void folder(Path folder) {
    int mode = mode(folder);
    if ((mode & WRITE) == 0 || !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if ((mode & SHARED) != 0) {
      warn(
          "others can write in the folder %s (mode %04o); choose one for the server alone"
              .formatted(folder, mode));
    } else {
      change(folder, mode, mode & ~WRITE, "write in the folder", "o-w", "");
    }
  }

  private static void file(Path file) {
    int mode = mode(file);
    if ((mode & (READ | WRITE)) != 0 && isFile(file)) {
      change(file, mode, mode & ~OTHERS, verb(mode), "o-rwx", "");
    }
  }

  /** Whoever has read it can open what the database seals. It is not for the group, either. */
  private static void masterKey(Path file) {
    int mode = mode(file);
    if ((mode & (READ | WRITE)) != 0 && isFile(file)) {
      change(
          file,
          mode,
          mode & ~(OTHERS | GROUP),
          verb(mode),
          "go-rwx",
          ". If it was not you alone who could log in here, move to another key: restauth key rewrap");
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

  /** Without the kind of the file; 0 where nothing is there, or nobody says. */
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
