package dev.restauth.interop;

import dev.restauth.http.HttpCalls;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * A program that uses a third-party library and exchanges lines with the test. The programs are in
 * server/src/test/interop. {@code ./test} installs their libraries and copies the programs next to
 * them. If a library is missing, the test fails, because the test must prove that the library reads
 * our tokens.
 */
final class Interop implements AutoCloseable {
  static final Path FOLDER = Path.of("target/interop").toAbsolutePath();
  private static final long PATIENCE_SECONDS = 120;

  private final Process process;
  private final Writer in;
  private final BufferedReader out;
  private final Path err;

  private Interop(Process process, Path err) {
    this.process = process;
    this.in = process.outputWriter(StandardCharsets.UTF_8);
    this.out = process.inputReader(StandardCharsets.UTF_8);
    this.err = err;
  }

  /** Starts a program by its file name. */
  static Interop start(String program, String... arguments) {
    if (!Files.exists(FOLDER.resolve(program))) {
      throw new AssertionError("run ./test, which puts " + program + " into " + FOLDER);
    }
    // Only the system's Python has Debian's packages, so another Python that comes first on the
    // path must not be used.
    String interpreter = program.endsWith(".py") ? "/usr/bin/python3" : "node";
    List<String> command =
        new ArrayList<>(List.of(interpreter, FOLDER.resolve(program).toString()));
    command.addAll(Arrays.asList(arguments));
    try {
      Path err = Files.createTempFile(FOLDER, "stderr", ".txt");
      ProcessBuilder builder = new ProcessBuilder(command).redirectError(err.toFile());
      doNotAskProxies(builder);
      Process process = builder.start();
      process
          .onExit()
          .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
          .exceptionally(late -> kill(process));
      return new Interop(process, err);
    } catch (IOException e) {
      throw new UncheckedIOException(
          interpreter + " is needed for this test; ./test installs it", e);
    }
  }

  private static Process kill(Process process) {
    process.destroyForcibly();
    return process;
  }

  /** Sends a line and returns the response. */
  String ask(String line) {
    try {
      in.write(line + "\n");
      in.flush();
      String answer = out.readLine();
      if (answer == null) {
        throw new AssertionError("no answer: " + Files.readString(err));
      }
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
      Files.deleteIfExists(err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * The result of a program.
   *
   * @param output everything that the program printed
   */
  record Ran(int exitCode, String output) {}

  /** Runs a program in the folder of the libraries, until the program exits. */
  static Ran run(String folder, String... command) {
    return run(PATIENCE_SECONDS, folder, command);
  }

  /** Runs a program that may take longer. */
  static Ran run(long patienceSeconds, String folder, String... command) {
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(FOLDER.resolve(folder).toFile())
              .redirectErrorStream(true);
      doNotAskProxies(builder);
      Process process = builder.start();
      process
          .onExit()
          .orTimeout(patienceSeconds, TimeUnit.SECONDS)
          .exceptionally(late -> kill(process));
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Ran(process.waitFor(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(
          command[0] + " is needed for this test; ./test installs it", e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Removes this machine's proxy settings from the environment. */
  static void doNotAskProxies(ProcessBuilder builder) {
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.toLowerCase(Locale.ROOT).endsWith("_proxy"));
  }

  static String url(HttpCalls calls) {
    return "http://127.0.0.1:" + calls.port();
  }
}
