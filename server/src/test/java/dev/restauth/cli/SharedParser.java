package dev.restauth.cli;

import dev.restauth.Declarations;
import dev.restauth.job.Progress;
import dev.restauth.operator.Reply;
import dev.restauth.operator.Request;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine;

/**
 * The parser of all command lines in one working directory. Building a parser takes much longer
 * than parsing a command line. Safe for use by several threads.
 */
final class SharedParser {
  private final CommandLine commandLine;
  private Optional<Use> current = Optional.empty();

  /** The objects that one command line uses. */
  private record Use(Terminal terminal, Cli.Serving serving, OperationRunner runner) {}

  SharedParser(Path workingDirectory) {
    Terminal terminal =
        new Terminal(
            new PrintWriter(new Output(() -> use().terminal().out()), true),
            new PrintWriter(new Output(() -> use().terminal().err()), true),
            new Input(),
            new Answers(),
            () -> use().terminal().outIsPipe().getAsBoolean(),
            () -> use().terminal().errIsTerminal().getAsBoolean(),
            this::time,
            workingDirectory);
    commandLine =
        Cli.commandLine(
            Declarations.OURS.settings(),
            terminal,
            this::serve,
            this::perform,
            Declarations.OURS.commands());
  }

  /** Runs one command like {@link Cli#run}. */
  synchronized int run(
      String[] arguments, Terminal terminal, Cli.Serving serving, OperationRunner runner) {
    Optional<Map<String, String>> plain =
        ServeCommand.parsePlain(List.of(arguments), Declarations.OURS.settings());
    if (plain.isPresent()) {
      return Cli.checked(serving.serve(plain.get()), terminal);
    }
    if (current.isPresent()) {
      throw new IllegalStateException("a command runs another command with the same parser");
    }
    current = Optional.of(new Use(terminal, serving, runner));
    try {
      return Cli.checked(commandLine.execute(arguments), terminal);
    } finally {
      current = Optional.empty();
    }
  }

  private Use use() {
    return current.orElseThrow();
  }

  private Instant time() {
    return use().terminal().clock().instant();
  }

  private int serve(Map<String, String> flags) {
    return use().serving().serve(flags);
  }

  private Reply perform(
      Map<String, String> flags, DatabaseAccess reach, Request request, Progress progress) {
    return use().runner().perform(flags, reach, request, progress);
  }

  /** Writes to the terminal of the current command line. */
  private static final class Output extends Writer {
    private final Supplier<PrintWriter> writer;

    Output(Supplier<PrintWriter> writer) {
      this.writer = writer;
    }

    @Override
    public void write(char[] text, int from, int length) {
      writer.get().write(text, from, length);
    }

    @Override
    public void flush() {
      writer.get().flush();
    }

    @Override
    public void close() {
      writer.get().close();
    }
  }

  /** Reads from the terminal of the current command line. */
  private final class Input extends InputStream {
    @Override
    public int read() throws IOException {
      return use().terminal().in().read();
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      return use().terminal().in().read(bytes, from, length);
    }

    @Override
    public int available() throws IOException {
      return use().terminal().in().available();
    }
  }

  /** Asks at the terminal of the current command line. */
  private final class Answers implements Terminal.Prompt {
    @Override
    public boolean isInteractive() {
      return use().terminal().prompt().isInteractive();
    }

    @Override
    public Optional<String> readLine() {
      return use().terminal().prompt().readLine();
    }

    @Override
    public Optional<String> readSecret() {
      return use().terminal().prompt().readSecret();
    }
  }
}
