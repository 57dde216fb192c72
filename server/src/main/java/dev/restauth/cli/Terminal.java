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
 * @param out the stream for results and nothing else
 * @param err the stream for errors, questions and progress
 * @param in standard input
 * @param prompt the prompt for questions to the user
 * @param outIsPipe whether another program reads {@code out}, which may end before it has read everything
 * @param errIsTerminal whether {@code err} is a terminal, on which a line can be overwritten
 * @param clock the clock for measuring durations
 * @param workingDirectory the absolute folder that relative paths are resolved against
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
    /** Returns whether there is a terminal to ask at. */
    boolean isInteractive();

    /** Reads a line; empty at the end of input. Only to be called if {@link #isInteractive}. */
    Optional<String> readLine();

    /**
     * Reads a line without echoing it; empty at the end of input. Only to be called if {@link
     * #isInteractive}.
     */
    Optional<String> readSecret();
  }

  /** Returns the terminal of this process. Its output is UTF-8. */
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

  /** Prints a question to {@code err}, so that {@code out} has only results. */
  void ask(String question) {
    err.print(question);
    err.flush();
  }

  /** Prints an error of one line to {@code err}. */
  void printError(String message) {
    err.println("restauth: " + message);
  }
}
