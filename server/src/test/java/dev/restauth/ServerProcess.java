package dev.restauth;

import static dev.restauth.Eventually.eventually;

import dev.restauth.http.HttpCalls;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A process that runs the program as an operator does. */
public final class ServerProcess implements AutoCloseable {
  private static final Pattern READY =
      Pattern.compile("REST-auth ready on https?://127\\.0\\.0\\.1:(\\d+) in \\d+\\.\\d\\d s");
  private static final long PATIENCE_SECONDS = 60;

  /** Options of a server whose hashes take little processor time. */
  public static final List<String> CHEAP_HASHES =
      List.of("--argon2-memory", "7168", "--argon2-iterations", "1");

  private final Process process;
  private final BufferedReader out;
  private final Path err;

  private ServerProcess(Process process, Path err) {
    this.process = process;
    this.out = process.inputReader(StandardCharsets.UTF_8);
    this.err = err;
  }

  /** The exit code and output of a process that has exited. */
  public record Ended(int exitCode, String out, String err) {
    /** Returns the lines of standard error without the security events. */
    public String said() {
      return err.lines()
          .filter(line -> !line.contains(" event event="))
          .map(line -> line + "\n")
          .collect(Collectors.joining());
    }
  }

  /**
   * Starts a server in {@code folder}. The process writes its standard error to a file in the same
   * folder.
   */
  public static ServerProcess start(
      Path folder, Map<String, String> environment, String... arguments) {
    return startUnder(List.of(), folder, environment, arguments);
  }

  /**
   * Starts a server with cheap hashing on a free port. If {@code folder} contains no data folder
   * yet, the server gets a copy of a prepared database, because creating the schema would double
   * the processor time of the start.
   */
  public static ServerProcess serve(Path folder, String... options) {
    return serve(folder, Map.of(), options);
  }

  /** Starts a server like {@link #serve(Path, String...)}, with environment variables. */
  public static ServerProcess serve(
      Path folder, Map<String, String> environment, String... options) {
    return serveUnder(List.of(), folder, environment, options);
  }

  /**
   * Starts a server like {@link #serve(Path, String...)}, under another command that keeps the
   * process id.
   */
  public static ServerProcess serveUnder(
      List<String> wrapper, Path folder, Map<String, String> environment, String... options) {
    TestServer.prepareIn(folder);
    List<String> arguments = new ArrayList<>(List.of("serve", "--port", "0"));
    arguments.addAll(CHEAP_HASHES);
    arguments.addAll(List.of(options));
    return startUnder(wrapper, folder, environment, arguments.toArray(String[]::new));
  }

  /** Starts a server under another command that keeps the process id, such as nsenter. */
  static ServerProcess startUnder(
      List<String> wrapper, Path folder, Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>(wrapper);
    command.addAll(TrainedProgram.command(virtualMachine()));
    command.addAll(List.of(arguments));
    return run(command, folder, environment);
  }

  /** Starts the one jar without options of the virtual machine. */
  static ServerProcess startJar(
      Path jar, Path folder, Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>(List.of(java(), "-jar", jar.toString()));
    command.addAll(List.of(arguments));
    return run(command, folder, environment);
  }

  /** Starts the program from another class path, for example an earlier version. */
  public static ServerProcess startMain(String classPath, Path folder, String... arguments) {
    List<String> command = new ArrayList<>(virtualMachine());
    command.addAll(List.of("-cp", classPath, "dev.restauth.Main"));
    command.addAll(List.of(arguments));
    return run(command, folder, Map.of());
  }

  private static ServerProcess run(
      List<String> command, Path folder, Map<String, String> environment) {
    try {
      Path err = Files.createTempFile(folder, "stderr", ".txt");
      ProcessBuilder builder =
          new ProcessBuilder(command).directory(folder.toFile()).redirectError(err.toFile());
      builder.environment().keySet().removeIf(name -> name.startsWith("RESTAUTH_"));
      if (command.contains("serve")) {
        // On a busy machine, threads that hash wait for longer than the default.
        builder.environment().put("RESTAUTH_HASHING_WAIT", "60s");
      }
      builder.environment().putAll(environment);
      return new ServerProcess(builder.start(), err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /**
   * Returns the command that runs a main class, with the program and the tests on the class path.
   */
  public static List<String> java(String mainClass) {
    List<String> command = new ArrayList<>(virtualMachine());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
    return command;
  }

  private static List<String> virtualMachine() {
    return List.of(
        java(),
        "--enable-native-access=ALL-UNNAMED",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1");
  }

  /** Waits for the ready line and returns an HTTP client for the port in it. */
  public HttpCalls ready() {
    try {
      String line = out.readLine();
      Matcher ready = READY.matcher(line == null ? "" : line);
      if (!ready.matches()) {
        throw new AssertionError("not ready: " + line + "\n" + Files.readString(err));
      }
      return new HttpCalls(Integer.parseInt(ready.group(1)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public long pid() {
    return process.pid();
  }

  /** Waits until standard error contains a text, which a separate thread of the server writes. */
  public void awaitLogged(String part) {
    eventually(() -> "it has logged " + part + ", but only:\n" + log(), () -> log().contains(part));
  }

  /** Returns the standard error so far. */
  public String log() {
    try {
      return Files.readString(err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kills the process, like a power failure, and waits until it has exited. */
  public void kill() {
    process.toHandle().destroyForcibly();
    process.onExit().join();
  }

  /** Sends SIGTERM and waits until the process has exited. */
  public Ended terminate() {
    signal();
    return ended();
  }

  public void signal() {
    process.toHandle().destroy();
  }

  /** Waits until the process has exited. Kills the process if it does not exit in time. */
  public Ended ended() {
    try {
      process
          .onExit()
          .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
          .exceptionally(
              late -> {
                process.toHandle().destroyForcibly();
                return process;
              })
          .join();
      StringBuilder rest = new StringBuilder();
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        rest.append(line).append('\n');
      }
      return new Ended(process.waitFor(), rest.toString(), Files.readString(err));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Kills the process if it still runs, so that it does not disturb later tests. */
  @Override
  public void close() {
    kill();
  }
}
