package dev.restauth.cli;

import dev.restauth.cli.OperatorCommand.Prepared;
import dev.restauth.log.OneLine;
import dev.restauth.operator.Request;
import java.util.Optional;
import picocli.CommandLine.ParseResult;

/** Asks for confirmation before an action that cannot be undone. */
public final class Confirmation {
  static final String YES = "--yes";

  private Confirmation() {}

  /** Marks a command as destructive and adds the flag {@code --yes}, which skips the question. */
  public static CommandBuilder with(CommandBuilder builder) {
    return builder
        .destructive()
        .flag(YES, "Do not ask for confirmation. Required if there is no terminal.");
  }

  /**
   * Returns the request if the flag {@code --yes} was given, or if the user types the name at the
   * terminal. Otherwise returns a refusal.
   *
   * @param name the text that the user must type
   * @param doing the action, such as {@code closing an account}
   * @param question the text to print before the name is read
   * @param undone the end of the message if the user types another name, such as {@code was not
   *     closed}
   */
  public static Prepared ask(
      Request request,
      String name,
      String doing,
      String question,
      String undone,
      ParseResult parsed,
      Terminal terminal) {
    if (parsed.hasMatchedOption(YES)) {
      return new Prepared.Run(request);
    }
    if (!terminal.prompt().isInteractive()) {
      return Prepared.usage(
          doing
              + " cannot be undone, and there is no terminal on standard input and output to ask"
              + " for confirmation: add "
              + YES
              + " to confirm");
    }
    terminal.ask(question);
    return terminal.prompt().readLine().equals(Optional.of(name))
        ? new Prepared.Run(request)
        : Prepared.failed("the name does not match; " + OneLine.escape(name) + " " + undone);
  }
}
