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
 * What other users of the machine may do with the server's files. Nobody gives it to them on purpose: it comes
 * from a umask, when a copy was put back or a folder made by hand. So it is taken away if that is possible,
 * and said in the log. What the group may do stays, since it may be meant. What belongs to another user, who is
 * not root either, is said: only root could change that.
 *
 * <p>On file systems without POSIX permissions nothing is done.
 */
public final class DataPermissions {
  private static final System.Logger LOG = System.getLogger(DataPermissions.class.getName());
  private static final String MODE = "unix:mode";
  private static final String USER = "unix:uid";
  private static final int ROOT = 0;

  /** On Linux alone (proc_pid_status(5)). */
  private static final Path OUR_STATUS = Path.of("/proc/self/status");

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
    stranger(folder)
        .filter(_ -> Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS))
        .ifPresent(
            user ->
                warn(
                    ("the folder %s belongs to the user %s, who can read and change what is in it:"
                            + " run chown %s on it, or the server as that user")
                        .formatted(folder, user, ours().orElse(ROOT))));
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
    owned(file);
    int mode = mode(file);
    if ((mode & (READ | WRITE)) != 0 && isFile(file)) {
      change(file, mode, mode & ~OTHERS, verb(mode), "o-rwx", "");
    }
  }

  /** Whoever has read it can open what the database seals. It is not for the group, either. */
  private static void masterKey(Path file) {
    owned(file);
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

  /** Nothing is said of a file whose folder has the same owner: that says it already. */
  private static void owned(Path file) {
    Optional<Integer> ofFolder = user(file.resolveSibling("").toAbsolutePath());
    stranger(file)
        .filter(user -> isFile(file) && !ofFolder.equals(Optional.of(user)))
        .ifPresent(
            user ->
                warn(
                    "%s belongs to the user %s, who can read and change it: run chown %s on it"
                        .formatted(file, user, ours().orElse(ROOT))));
  }

  /** The user it belongs to, by number, if that is neither root nor who runs this process. */
  private static Optional<Integer> stranger(Path path) {
    return ours().flatMap(ours -> user(path).filter(user -> user != ROOT && !user.equals(ours)));
  }

  /** The user that this process acts for: the second of four, "Uid: real effective saved file". */
  private static Optional<Integer> ours() {
    try (Stream<String> lines = Files.lines(OUR_STATUS)) {
      return lines
          .filter(line -> line.startsWith("Uid:"))
          .findFirst()
          .map(line -> Integer.parseUnsignedInt(line.split("\\s+", -1)[2]));
    } catch (IOException | UncheckedIOException e) {
      return Optional.empty();
    }
  }

  private static Optional<Integer> user(Path path) {
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
