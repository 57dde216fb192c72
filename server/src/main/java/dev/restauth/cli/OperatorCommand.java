package dev.restauth.cli;

import dev.restauth.config.Catalog;
import dev.restauth.config.ConfigException;
import dev.restauth.control.Reply;
import dev.restauth.control.Request;
import dev.restauth.log.OneLine;
import java.util.Map;
import picocli.CommandLine.ParseResult;

/**
 * A command that has one request performed and says what became of it.
 *
 * @param form what it takes
 * @param reach how much of the database it needs
 * @param asking makes the request
 * @param listsFacts whether people are shown the facts too, not the notes alone
 */
public record OperatorCommand(
    CommandBuilder form, DatabaseAccess reach, Asking asking, boolean listsFacts) {

  /** From a command line to what is asked for. */
  public interface Asking {
    /** May ask the person at the terminal, too. */
    Asked ask(ParseResult parsed, Terminal terminal);
  }

  /** What came of it. */
  public sealed interface Asked {
    /** The request. */
    record Ask(Request request) implements Asked {}

    /**
     * It is not asked.
     *
     * @param message one line that may go to a terminal
     */
    record Refuse(int exitCode, String message) implements Asked {}

    /** The command line is wrong. */
    static Asked usage(String message) {
      return new Refuse(Cli.USAGE, message);
    }

    /** It is not to be done. */
    static Asked failed(String message) {
      return new Refuse(Cli.FAILED, message);
    }
  }

  /** One that shows notes to people. */
  public OperatorCommand(CommandBuilder form, DatabaseAccess reach, Asking asking) {
    this(form, reach, asking, false);
  }

  /** One that shows notes to people and works on a database that is there. */
  public OperatorCommand(CommandBuilder form, Asking asking) {
    this(form, DatabaseAccess.OPENED, asking);
  }

  /** Returns the exit code. */
  int run(ParseResult parsed, Catalog settings, Terminal terminal, OperationRunner operating) {
    return switch (asking.ask(parsed, terminal)) {
      case Asked.Ask(Request request) -> perform(request, parsed, settings, terminal, operating);
      case Asked.Refuse(int exitCode, String message) -> {
        terminal.complain(message);
        yield exitCode;
      }
    };
  }

  private int perform(
      Request request,
      ParseResult parsed,
      Catalog settings,
      Terminal terminal,
      OperationRunner operating) {
    try {
      return switch (reply(request, SettingFlags.of(parsed, settings), terminal, operating)) {
        case Reply.Done done -> {
          print(done, parsed, terminal);
          yield Cli.OK;
        }
        case Reply.Failed(String message) -> {
          // A check may have found several things, a line each.
          message.lines().map(OneLine::escape).forEach(terminal::complain);
          yield Cli.FAILED;
        }
      };
    } catch (ConfigException e) {
      e.problems().forEach(problem -> terminal.complain(problem.toString()));
      return Cli.USAGE;
    }
  }

  private Reply reply(
      Request request, Map<String, String> flags, Terminal terminal, OperationRunner operating) {
    try (ProgressLine progress = new ProgressLine(terminal)) {
      return operating.perform(flags, reach, request, progress);
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
