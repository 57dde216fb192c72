package dev.restauth.cli;

import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The environment of a command: its streams, the prompt, the clock and the working directory.
 *
 * @param out the stream for results only
 * @param err the stream for errors, questions and progress
 * @param in standard input
 * @param prompt the prompt for questions to the user
 * @param outIsPipe whether another program reads {@code out}; that program may end before it has read
 *     everything
 * @param errIsTerminal returns whether {@code err} is a terminal, on which a line can be
 *     overwritten
 * @param clock the clock for measuring durations
 * @param workingDirectory the absolute path against which relative paths are resolved
 */
public record Terminal(
    PrintWriter out,
    PrintWriter err,
    InputStream in,
    Prompt prompt,
    BooleanSupplier outIsPipe,
    BooleanSupplier errIsTerminal,
    InstantSource clock,
    Path workingDirectory) {

  /** Reads answers from the user at the terminal, if there is one. */
  public interface Prompt {
    /** Returns whether there is a terminal at which the user can be asked. */
    boolean isInteractive();

    /**
     * Reads a line; empty at the end of input. May be called only if {@link #isInteractive} returns
     * true.
     */
    Optional<String> readLine();

    /**
     * Reads a line without echoing it; empty at the end of input. May be called only if {@link
     * #isInteractive} returns true.
     */
    Optional<String> readSecret();
  }

  /** Returns the terminal of this process, with output in UTF-8. */
  public static Terminal ofProcess() {
    return new Terminal(
        new PrintWriter(System.out, true, StandardCharsets.UTF_8),
        new PrintWriter(System.err, true, StandardCharsets.UTF_8),
        System.in,
        new ConsolePrompt(),
        StandardOutput::isPipe,
        StandardError::isTerminal,
        InstantSource.system(),
        Path.of("").toAbsolutePath());
  }

  /** Prints a question to {@code err}, so that {@code out} contains only results. */
  void ask(String question) {
    err.print(question);
    err.flush();
  }

  /** Prints a one-line error to {@code err}. */
  void printError(String message) {
    err.println("restauth: " + message);
  }
}
