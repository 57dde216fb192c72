package dev.restauth.cli;

import dev.restauth.cli.OperatorCommand.Asked;
import dev.restauth.control.Request;
import dev.restauth.log.OneLine;
import java.util.Optional;
import picocli.CommandLine.ParseResult;

/** Asks once more before something is done that cannot be undone. */
public final class Confirmation {
  static final String YES = "--yes";

  private Confirmation() {}

  /** With the flag that spares the question. */
  public static CommandBuilder with(CommandBuilder form) {
    return form.takingAway().flag(YES, "Do not ask. Needed where there is no terminal.");
  }

  /**
   * The request, where it is meant.
   *
   * @param name what has to be typed; it is asked for only at a terminal
   * @param doing such as {@code closing an account}
   * @param question what is said before the name is asked for
   * @param undone such as {@code was not closed}
   */
  public static Asked ask(
      Request request,
      String name,
      String doing,
      String question,
      String undone,
      ParseResult parsed,
      Terminal terminal) {
    if (parsed.hasMatchedOption(YES)) {
      return new Asked.Ask(request);
    }
    if (!terminal.person().present()) {
      return Asked.usage(
          doing
              + " is for good, and whether you mean it is asked only where standard"
              + " input and output are a terminal: add "
              + YES
              + " if you do");
    }
    terminal.ask(question);
    return terminal.person().line().equals(Optional.of(name))
        ? new Asked.Ask(request)
        : Asked.failed("that is not the name; " + OneLine.escape(name) + " " + undone);
  }
}
