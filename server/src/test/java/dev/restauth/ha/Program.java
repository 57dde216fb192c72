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

/** A process that runs during the test and writes its output to a file. */
final class Program {
  private static final long STOPPING_SECONDS = 20;
  private static final long POLL_MILLIS = 50;

  private final Process process;

  private Program(Process process) {
    this.process = process;
  }

  /**
   * Starts a program in {@code folder}. Its output is appended to {@code NAME.log} in that folder.
   */
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

  /**
   * Returns the command line that runs a command as PostgreSQL's user. The command gets the id of
   * the started process, because setpriv does not fork.
   */
  static List<String> asPostgres(String... command) {
    List<String> all =
        new ArrayList<>(
            List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--"));
    all.addAll(List.of(command));
    return all;
  }

  /** Runs a command, which must succeed. */
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

  /** Terminates the process, and kills it if it does not exit. */
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

  /** Sends a signal to each process that still runs. */
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

  /** Polls until a condition is true, and fails after the timeout. */
  static void await(String what, Duration timeout, BooleanSupplier condition) {
    long end = System.nanoTime() + timeout.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("not within " + timeout.toSeconds() + " s: " + what);
      }
      pause(POLL_MILLIS);
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
