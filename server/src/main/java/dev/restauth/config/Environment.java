package dev.restauth.config;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * The machine of the server, from which the configuration takes file paths and host names. Methods
 * that parse a text throw IllegalArgumentException; its message says what is expected.
 *
 * @param workingDirectory the base of relative paths
 * @param names returns all addresses of a host name; an empty list if it has none
 */
public record Environment(Path workingDirectory, Function<String, List<InetAddress>> names) {
  /** Creates an environment that looks up host names with the system's resolver. */
  public static Environment at(Path workingDirectory) {
    return new Environment(workingDirectory, Environment::lookUp);
  }

  private static List<InetAddress> lookUp(String name) {
    try {
      return Arrays.asList(InetAddress.getAllByName(name));
    } catch (UnknownHostException unknown) {
      return List.of();
    }
  }

  /** Returns the absolute path. */
  public Path resolve(String text) {
    if (text.startsWith("~")) {
      throw new IllegalArgumentException("only shells expand \"~\"; expected the whole path");
    }
    try {
      return workingDirectory.resolve(text).toAbsolutePath().normalize();
    } catch (InvalidPathException invalid) {
      throw new IllegalArgumentException("expected a path", invalid);
    }
  }

  /** Returns the absolute path of a file, which must exist and be readable. */
  public Path existing(String text) {
    Path path = resolve(text);
    if (Files.notExists(path)) { // false if a folder of the path cannot be entered
      throw new IllegalArgumentException("there is no such file");
    }
    if (Files.isDirectory(path)) {
      throw new IllegalArgumentException("it is a folder; expected a file");
    }
    if (!Files.isReadable(path)) {
      throw new IllegalArgumentException("the file cannot be read by the user who runs this");
    }
    return path;
  }

  /** Returns the first line of a file, which must exist and be readable. Reads at most 64 KB. */
  public String firstLine(String text) {
    try (BufferedReader file = Files.newBufferedReader(existing(text))) {
      char[] start = new char[1 << 16];
      int length = Math.max(0, file.read(start));
      return new String(start, 0, length).lines().findFirst().orElse("");
    } catch (IOException unreadable) {
      throw new IllegalArgumentException("the file cannot be read as UTF-8", unreadable);
    }
  }

  /** Returns the text unchanged. It must name a file that exists and is readable. */
  String existingName(String text) {
    existing(text);
    return text;
  }

  /** Returns the absolute path of a folder that exists or can be created. */
  public Path folder(String text) {
    Path path = resolve(text);
    if (Files.exists(path) && !Files.isDirectory(path)) {
      throw new IllegalArgumentException("it is a file; expected a folder");
    }
    return path;
  }

  /**
   * Returns the target of a symbolic link. Files that belong to the target are in its folder, not
   * in the folder of the link.
   */
  public static Path realPath(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException missing) {
      return path;
    }
  }

  /**
   * Returns whether users other than the owner and the group may read a file; false if the
   * permissions cannot be read.
   */
  static boolean isOpenToAll(Path file) {
    try {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
      return permissions.contains(PosixFilePermission.OTHERS_READ);
    } catch (IOException | UnsupportedOperationException unknown) {
      return false;
    }
  }
}
