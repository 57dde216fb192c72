package dev.restauth.cli;

import dev.restauth.config.Catalog;
import dev.restauth.config.ConfigException;
import dev.restauth.log.OneLine;
import dev.restauth.operator.Reply;
import dev.restauth.operator.Request;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import picocli.CommandLine.ParseResult;

/**
 * A command that runs one request and prints the result.
 *
 * @param builder the arguments, flags and help of the command
 * @param reach the access to the database that the command needs
 * @param requestBuilder creates the request
 * @param listsFacts whether the text output contains the facts, in addition to the notes
 */
public record OperatorCommand(
    CommandBuilder builder,
    DatabaseAccess reach,
    RequestBuilder requestBuilder,
    boolean listsFacts) {

  /**
   * The escape sequence that moves to the upper left corner of a terminal and erases the screen
   * (ECMA-48, CUP and ED).
   */
  private static final String CLEAR = "\u001b[H\u001b[2J";

  /** Creates a request from a command line. */
  public interface RequestBuilder {
    /** Creates the request. May ask the user at the terminal. */
    Prepared build(ParseResult parsed, Terminal terminal);
  }

  /** The request of a command line, or the reason why there is none. */
  public sealed interface Prepared {
    /** A request to run once. */
    record Run(Request request) implements Prepared {}

    /**
     * A request to run repeatedly.
     *
     * @param pause the time from the end of one run to the beginning of the next
     * @param times the number of runs; empty to repeat until the process is interrupted
     */
    record Repeat(Request request, Duration pause, OptionalInt times) implements Prepared {}

    /**
     * No request to run.
     *
     * @param message one line that is safe for a terminal
     */
    record Refuse(int exitCode, String message) implements Prepared {}

    /** Refuses the command line as invalid. */
    static Prepared usage(String message) {
      return new Refuse(Cli.USAGE, message);
    }

    /** Refuses to run the command, although the command line is correct. */
    static Prepared failed(String message) {
      return new Refuse(Cli.FAILED, message);
    }
  }

  /** Creates a command that prints notes, but no facts, as text. */
  public OperatorCommand(
      CommandBuilder builder, DatabaseAccess reach, RequestBuilder requestBuilder) {
    this(builder, reach, requestBuilder, false);
  }

  /**
   * Creates a command that works on an existing database, and prints notes, but no facts, as text.
   */
  public OperatorCommand(CommandBuilder builder, RequestBuilder requestBuilder) {
    this(builder, DatabaseAccess.OPENED, requestBuilder);
  }

  /** Runs the command and returns the exit code. */
  int run(ParseResult parsed, Catalog settings, Terminal terminal, OperationRunner runner) {
    return switch (requestBuilder.build(parsed, terminal)) {
      case Prepared.Run(Request request) -> perform(request, parsed, settings, terminal, runner);
      case Prepared.Repeat repeat -> repeat(repeat, parsed, settings, terminal, runner);
      case Prepared.Refuse(int exitCode, String message) -> {
        terminal.printError(message);
        yield exitCode;
      }
    };
  }

  /**
   * Runs a request until it fails or the number of runs is reached. At a terminal, each result
   * replaces the previous one.
   */
  private int repeat(
      Prepared.Repeat repeat,
      ParseResult parsed,
      Catalog settings,
      Terminal terminal,
      OperationRunner runner) {
    boolean overwrites =
        terminal.prompt().isInteractive() && !parsed.hasMatchedOption(SharedFlags.JSON);
    for (int i = 1; ; i++) {
      if (overwrites) {
        terminal.out().print(CLEAR);
      }
      int code = perform(repeat.request(), parsed, settings, terminal, runner);
      terminal.out().flush();
      if (code != Cli.OK || i == repeat.times().orElse(0) || terminal.out().checkError()) {
        return code;
      }
      try {
        Thread.sleep(repeat.pause());
      } catch (InterruptedException e) {
        return Cli.OK;
      }
    }
  }

  private int perform(
      Request request,
      ParseResult parsed,
      Catalog settings,
      Terminal terminal,
      OperationRunner runner) {
    try {
      return switch (reply(request, SettingFlags.of(parsed, settings), terminal, runner)) {
        case Reply.Done done -> {
          print(done, parsed, terminal);
          yield Cli.OK;
        }
        case Reply.Failed(String message) -> {
          // A check may have found several problems, one on each line.
          message.lines().map(OneLine::escape).forEach(terminal::printError);
          yield Cli.FAILED;
        }
      };
    } catch (ConfigException e) {
      e.problems().forEach(problem -> terminal.printError(problem.toString()));
      return Cli.USAGE;
    }
  }

  private Reply reply(
      Request request, Map<String, String> flags, Terminal terminal, OperationRunner runner) {
    try (ProgressLine progress = new ProgressLine(terminal)) {
      return runner.perform(flags, reach, request, progress);
    }
  }

  private void print(Reply.Done done, ParseResult parsed, Terminal terminal) {
    if (parsed.hasMatchedOption(SharedFlags.JSON)) {
      terminal.out().println(done.facts().json());
      return;
    }
    if (listsFacts) {
      FactsText.lines(done.facts()).forEach(terminal.out()::println);
    }
    done.notes().forEach(note -> terminal.out().println(OneLine.escape(note)));
  }
}
