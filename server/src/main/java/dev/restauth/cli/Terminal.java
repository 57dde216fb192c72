package dev.restauth.cli;

import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What surrounds a command: where it reads and writes, who can be asked, and the time.
 *
 * @param out for results and nothing else
 * @param err for what is wrong, for questions and for progress
 * @param in what was piped in
 * @param person who can be asked
 * @param errIsSeen whether {@code err} is a terminal, where a line can be written over
 * @param clock for how long something takes
 * @param workingDirectory where relative paths begin; absolute
 */
public record Terminal(
    PrintWriter out,
    PrintWriter err,
    InputStream in,
    Person person,
    BooleanSupplier errIsSeen,
    InstantSource clock,
    Path workingDirectory) {

  /** Whoever sits at the terminal, if there is one. */
  public interface Person {
    /** Whether there is somebody to ask. */
    boolean present();

    /** A line as it is typed; empty at the end of input. Only where somebody is present. */
    Optional<String> line();

    /** The same without showing what is typed. */
    Optional<String> secret();
  }

  /** That of this process. What is written is UTF-8. */
  public static Terminal ofProcess() {
    return new Terminal(
        new PrintWriter(System.out, true, StandardCharsets.UTF_8),
        new PrintWriter(System.err, true, StandardCharsets.UTF_8),
        System.in,
        new ConsolePrompt(),
        StandardError::isTerminal,
        InstantSource.system(),
        Path.of("").toAbsolutePath());
  }

  /** Asks on {@code err}, so that {@code out} has results alone. */
  void ask(String question) {
    err.print(question);
    err.flush();
  }

  /** Says what is wrong, one line. */
  void complain(String message) {
    err.println("restauth: " + message);
  }
}
