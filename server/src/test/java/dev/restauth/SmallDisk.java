package dev.restauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A file system of 4 MB for the servers' data folder. Only the servers see it, because it is
 * mounted in a separate mount namespace. The namespace ends when this object is closed, or when the
 * tests' JVM exits. The disk needs the programs of util-linux, and root or unprivileged user
 * namespaces, which most Linux systems offer.
 */
final class SmallDisk implements AutoCloseable {
  private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

  private final Path folder;
  private final Process holder;

  private SmallDisk(Path folder, Process holder) {
    this.folder = folder;
    this.holder = holder;
  }

  /** Creates a tmpfs at {@code folder/data}. */
  static SmallDisk in(Path folder) {
    return mounted(folder, "mount -t tmpfs -o size=4m,mode=700 tmpfs data");
  }

  /** Creates a tmpfs with a prepared database at {@code folder/data}. */
  static SmallDisk withDatabase(Path folder) {
    SmallDisk disk = in(folder);
    // SQLite can create the database only in a folder that the tests see.
    Path prepared = folder.resolve("prepared");
    TestServer.prepareIn(prepared);
    try {
      Files.copy(
          prepared.resolve("data/restauth.sqlite"),
          disk.file("restauth.sqlite"),
          StandardCopyOption.COPY_ATTRIBUTES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return disk;
  }

  /** Creates a disk that the shell command {@code mount} mounts at {@code folder/data}. */
  static SmallDisk mounted(Path folder, String mount) {
    try {
      Files.createDirectories(folder.resolve("data"));
      // The process keeps the namespace until its standard input is closed.
      Process holder =
          new ProcessBuilder(
                  "unshare",
                  ROOT ? "-m" : "-Urm",
                  "--propagation",
                  "private",
                  "sh",
                  "-c",
                  mount + " && echo mounted && exec cat")
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .start();
      String line = holder.inputReader(StandardCharsets.UTF_8).readLine();
      assertThat(line)
          .as("mounting; it needs root or unprivileged user namespaces, and util-linux")
          .isEqualTo("mounted");
      return new SmallDisk(folder, holder);
    } catch (IOException e) {
      throw new UncheckedIOException("needs unshare, of the package util-linux", e);
    }
  }

  /** Starts a server whose data folder is on this disk. */
  ServerProcess serve() {
    List<String> arguments = new ArrayList<>(List.of("serve", "--port", "0"));
    arguments.addAll(ServerProcess.CHEAP_HASHES);
    return ServerProcess.startUnder(inside(), folder, Map.of(), arguments.toArray(String[]::new));
  }

  /** Runs an operator's command with this disk at {@code folder/data}. */
  ServerProcess.Ended command(String... arguments) {
    return command(Map.of(), arguments);
  }

  /**
   * Runs an operator's command with environment variables, and with this disk at {@code
   * folder/data}.
   */
  ServerProcess.Ended command(Map<String, String> environment, String... arguments) {
    try (ServerProcess process =
        ServerProcess.startUnder(inside(), folder, environment, arguments)) {
      return process.ended();
    }
  }

  private List<String> inside() {
    List<String> command =
        new ArrayList<>(List.of("nsenter", "-t", Long.toString(holder.pid()), "-m"));
    if (!ROOT) {
      command.addAll(List.of("-U", "--preserve-credentials"));
    }
    command.addAll(List.of("sh", "-c", "cd \"$0\" && exec \"$@\"", folder.toString()));
    return command;
  }

  /** Runs a command in the namespace of the servers. */
  void run(String... command) {
    List<String> all = inside();
    all.addAll(List.of(command));
    Programs.run(all);
  }

  /**
   * Returns a file on the disk. Do not open the file with SQLite: it would resolve the path to a
   * file that is not on the disk.
   */
  Path file(String name) {
    return Path.of("/proc/" + holder.pid() + "/root" + folder.toAbsolutePath() + "/data", name);
  }

  /**
   * Copies the database, its log and the keys to {@code folder/data}, so that a server can start
   * there. The server on this disk must have stopped.
   */
  void copyTo(Path folder) {
    try {
      Path data = Files.createDirectories(folder.resolve("data"));
      Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
      for (String name : List.of("restauth.sqlite", "restauth.sqlite-wal", "master.key")) {
        if (Files.exists(file(name))) {
          Files.copy(file(name), data.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void fill() {
    byte[] block = new byte[4096];
    try (OutputStream ballast =
        Files.newOutputStream(
            file("ballast"), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      while (true) {
        ballast.write(block);
      }
    } catch (FileSystemException e) {
      throw new UncheckedIOException(e);
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left");
    }
  }

  /** Frees a number of bytes on a full disk. */
  void free(int bytes) {
    Path ballast = file("ballast");
    try (var channel = Files.newByteChannel(ballast, StandardOpenOption.WRITE)) {
      channel.truncate(Math.max(0, channel.size() - bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void freeAll() {
    free(Integer.MAX_VALUE);
  }

  @Override
  public void close() {
    holder.destroyForcibly();
    holder.onExit().join();
  }
}
