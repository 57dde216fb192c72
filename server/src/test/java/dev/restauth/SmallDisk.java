package dev.restauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A file system of 4 MB as the data folder of servers. It is mounted where they alone see it: in a
 * mount namespace, which ends with this object or with the tests' JVM. Needs the programs of
 * util-linux, and root or user namespaces for everybody, as they are on most Linux systems.
 */
final class SmallDisk implements AutoCloseable {
  private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

  private final Path folder;
  private final Process holder;

  private SmallDisk(Path folder, Process holder) {
    this.folder = folder;
    this.holder = holder;
  }

  /** A tmpfs at {@code folder/data}. */
  static SmallDisk in(Path folder) {
    return mounted(folder, "mount -t tmpfs -o size=4m,mode=700 tmpfs data");
  }

  /** One that {@code mount}, a shell command, mounts at {@code folder/data}. */
  static SmallDisk mounted(Path folder, String mount) {
    try {
      Files.createDirectories(folder.resolve("data"));
      // It holds the namespace until its standard input ends.
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

  /** A server whose data folder is on this disk. */
  ServerProcess serve() {
    return ServerProcess.startUnder(
        inside(), folder, Map.of(), "serve", "--port", "0", "--argon2-memory", "7168");
  }

  /** A command that sees this disk at {@code folder/data}. */
  ServerProcess.Ended command(String... arguments) {
    return command(Map.of(), arguments);
  }

  /** The same with variables in its environment. */
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

  /** Runs a command where the servers run. */
  void run(String... command) {
    List<String> all = inside();
    all.addAll(List.of(command));
    Programs.run(all);
  }

  /** A file on the disk. Not for SQLite, which would resolve it to one outside. */
  Path file(String name) {
    return Path.of("/proc/" + holder.pid() + "/root" + folder.toAbsolutePath() + "/data", name);
  }

  /** Takes all the space there is. */
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

  /** Gives some of it back. */
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
