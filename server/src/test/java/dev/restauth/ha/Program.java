package dev.restauth.ha;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A program of the operating system that runs beside the test, with what it prints in a file. */
final class Program {
  private static final long STOPPING_SECONDS = 20;
  private static final long BETWEEN_LOOKS_MILLIS = 50;

  private final Process process;

  private Program(Process process) {
    this.process = process;
  }

  /** Starts one in {@code folder}; what it prints is added to {@code NAME.log} there. */
  static Program start(
      Path folder, String name, Map<String, String> environment, List<String> command) {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(folder.resolve(name + ".log").toFile()));
    builder.environment().putAll(environment);
    try {
      return new Program(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(name + ": see ./test ha", e);
    }
  }

  /** The words before a command that is to be run as PostgreSQL's user, keeping its process id. */
  static List<String> asPostgres(String... command) {
    List<String> all =
        new ArrayList<>(
            List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--"));
    all.addAll(List.of(command));
    return all;
  }

  /** Runs a command to its end, which must be a good one. */
  static void run(Path folder, String name, List<String> command) {
    Program program = start(folder, name, Map.of(), command);
    try {
      if (!program.process.waitFor(STOPPING_SECONDS, TimeUnit.SECONDS)
          || program.process.exitValue() != 0) {
        throw new AssertionError(command + " failed: " + folder.resolve(name + ".log"));
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /** Asks it to end, and kills it where it does not. */
  void stop() {
    signal("CONT", Stream.of(process.toHandle()));
    process.destroy();
    try {
      process.onExit().orTimeout(STOPPING_SECONDS, TimeUnit.SECONDS).join();
    } catch (CompletionException late) {
      kill();
    }
  }

  void freeze() {
    signal("STOP", Stream.of(process.toHandle()));
  }

  void thaw() {
    signal("CONT", Stream.of(process.toHandle()));
  }

  /** Sends a signal to each that is still there. */
  static void signal(String name, Stream<ProcessHandle> processes) {
    List<String> command = new ArrayList<>(List.of("kill", "-" + name));
    processes.map(process -> String.valueOf(process.pid())).forEach(command::add);
    try {
      var _ = new ProcessBuilder(command).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Looks again and again until it is so. */
  static void await(String what, Duration patience, BooleanSupplier isSo) {
    long end = System.nanoTime() + patience.toNanos();
    while (!isSo.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("not within " + patience.toSeconds() + " s: " + what);
      }
      pause(BETWEEN_LOOKS_MILLIS);
    }
  }

  static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
