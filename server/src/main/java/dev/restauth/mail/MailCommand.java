package dev.restauth.mail;

import dev.restauth.cli.Arguments;
import dev.restauth.cli.CommandBuilder;
import dev.restauth.cli.CommandGroup;
import dev.restauth.cli.OperatorCommand;
import dev.restauth.cli.OperatorCommand.Prepared;
import dev.restauth.operator.Request;
import java.util.Map;

/** The command group {@code restauth mail}, which lists, retries, previews and tests mails. */
final class MailCommand {
  private static final String STATE = "--state";
  private static final String LANGUAGE = "--language";
  private static final String LANGUAGES = "en (default), de, fr, es or zh.";

  private MailCommand() {}

  static CommandGroup commands() {
    return CommandGroup.below(
        CommandBuilder.group("mail", "Lists, retries, tests and previews mails."),
        list(),
        retry(),
        test(),
        preview());
  }

  private static OperatorCommand list() {
    return new OperatorCommand(
        new CommandBuilder(
                "list",
                "Lists mails of the last 7 days: id, recipient, when, tries, why the last try failed.",
                "It never shows their texts, which are encrypted, and erased once they are sent.")
            .flag(STATE, "STATE", "waiting (default), failed, expired or delivered.")
            .examples("restauth mail list", "restauth mail list --state failed --json"),
        (parsed, terminal) ->
            new Prepared.Run(
                new Request(
                    "mail.list", Map.of("state", parsed.matchedOptionValue(STATE, "waiting")))));
  }

  private static OperatorCommand retry() {
    return new OperatorCommand(
        new CommandBuilder("retry", "Tries to send a waiting mail now.")
            .positional("ID", "As restauth mail list shows it.")
            .examples("restauth mail retry kD3nqGmDR1uWu1kUOBTZNQ"),
        (parsed, terminal) ->
            new Prepared.Run(new Request("mail.retry", Map.of("id", Arguments.first(parsed)))));
  }

  private static OperatorCommand test() {
    return new OperatorCommand(
        new CommandBuilder("test", "Sends a test mail and says what the SMTP server answered.")
            .positional("ADDRESS", "Where to send it.")
            .flag(LANGUAGE, "LANGUAGE", LANGUAGES)
            .examples("restauth mail test you@example.com"),
        (parsed, terminal) ->
            new Prepared.Run(
                new Request(
                    "mail.test",
                    Map.of(
                        "to",
                        Arguments.first(parsed),
                        "language",
                        parsed.matchedOptionValue(LANGUAGE, "en")))));
  }

  private static OperatorCommand preview() {
    return new OperatorCommand(
        new CommandBuilder(
                "preview",
                "Prints a mail with sample values: subject, text and HTML.",
                "If mail-templates is set, it uses the files there.")
            .positional("KIND", "Such as password-reset.")
            .flag(LANGUAGE, "LANGUAGE", LANGUAGES)
            .examples("restauth mail preview password-reset --language de"),
        (parsed, terminal) ->
            new Prepared.Run(
                new Request(
                    "mail.preview",
                    Map.of(
                        "kind",
                        Arguments.first(parsed),
                        "language",
                        parsed.matchedOptionValue(LANGUAGE, "en")))));
  }
}
