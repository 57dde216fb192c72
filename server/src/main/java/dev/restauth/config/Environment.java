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
 * What an operator's words mean on this machine: paths of files, and names of hosts. Methods that read a text
 * throw IllegalArgumentException with what was expected.
 *
 * @param workingDirectory where relative paths begin
 * @param names all addresses of a host name; none if it is unknown
 */
public record Environment(Path workingDirectory, Function<String, List<InetAddress>> names) {
  /** One that asks the system for addresses. */
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

  /** The absolute path. */
  public Path resolve(String text) {
    if (text.startsWith("~")) {
      throw new IllegalArgumentException("\"~\" is known to shells only; expected the whole path");
    }
    try {
      return workingDirectory.resolve(text).toAbsolutePath().normalize();
    } catch (InvalidPathException invalid) {
      throw new IllegalArgumentException("expected a path", invalid);
    }
  }

  /** A file that is there and can be read. */
  public Path existing(String text) {
    Path path = resolve(text);
    if (!Files.exists(path)) {
      throw new IllegalArgumentException("there is no such file");
    }
    if (Files.isDirectory(path)) {
      throw new IllegalArgumentException("it is a folder; expected a file");
    }
    if (!Files.isReadable(path)) {
      throw new IllegalArgumentException("the file cannot be read by the user who runs the server");
    }
    return path;
  }

  /** The first line of a file that is there and can be read, of at most 64 KB. */
  public String firstLine(String text) {
    try (BufferedReader file = Files.newBufferedReader(existing(text))) {
      char[] start = new char[1 << 16];
      int length = Math.max(0, file.read(start));
      return new String(start, 0, length).lines().findFirst().orElse("");
    } catch (IOException unreadable) {
      throw new IllegalArgumentException("the file cannot be read as UTF-8", unreadable);
    }
  }

  /** The text itself, if it names a file that is there and can be read. */
  String existingName(String text) {
    existing(text);
    return text;
  }

  /** A folder that is there or can still be made. */
  public Path folder(String text) {
    Path path = resolve(text);
    if (Files.exists(path) && !Files.isDirectory(path)) {
      throw new IllegalArgumentException("it is a file; expected a folder");
    }
    return path;
  }

  /** The file that a link leads to: what lies beside the link is not what belongs to the file. */
  public static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException missing) {
      return path;
    }
  }

  /**
   * Whether anybody but its owner and its group may read a file; false where the file system does
   * not say.
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
