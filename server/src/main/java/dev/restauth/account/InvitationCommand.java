package dev.restauth.account;

import dev.restauth.cli.Arguments;
import dev.restauth.cli.CommandBuilder;
import dev.restauth.cli.OperatorCommand;
import dev.restauth.cli.OperatorCommand.Prepared;
import dev.restauth.operator.Request;
import java.util.List;
import java.util.Map;

/**
 * The commands of {@code restauth user} for invitations. The package {@code registration} performs
 * them.
 */
final class InvitationCommand {
  private static final String ROLE = "--role";
  private static final String LANGUAGE = "--language";
  private static final String EXPIRES = "--expires";

  private InvitationCommand() {}

  static OperatorCommand invite() {
    return new OperatorCommand(
        new CommandBuilder(
                "invite",
                "Mails an invitation to make an account.",
                "The recipient of the mail chooses a user name and a password, and the"
                    + " account has the address, already confirmed. Only the mail has the code. An"
                    + " address has one invitation: a new one makes the earlier code invalid.")
            .positional("EMAIL", "The address to invite.")
            .flags(ROLE, "ROLE", "A role that the account gets; may be repeated.")
            .flag(LANGUAGE, "LANGUAGE", "Of the mail: en (default), de, fr, es or zh.")
            .flag(EXPIRES, "DURATION", "How long it is valid, from 1h to 7d; 72h without the flag.")
            .examples(
                "restauth user invite anna@example.com",
                "restauth user invite --language de --expires 7d anna@example.com",
                "restauth user invite --role editor --role auditor anna@example.com"),
        (parsed, terminal) ->
            new Prepared.Run(
                new Request(
                    "user.invite",
                    Map.of(
                        "email", Arguments.first(parsed),
                        "roles",
                            String.join(" ", parsed.matchedOptionValue(ROLE, List.<String>of())),
                        "language", parsed.matchedOptionValue(LANGUAGE, "en"),
                        "expires", parsed.matchedOptionValue(EXPIRES, "72h")))));
  }

  static OperatorCommand invitations() {
    return new OperatorCommand(
        new CommandBuilder(
                "invitations",
                "Lists the invitations that nobody has accepted: id, address and expiry.",
                "At most 1,000, the one that expires first at the top; never their codes.")
            .examples("restauth user invitations", "restauth user invitations --json"),
        (parsed, terminal) -> new Prepared.Run(new Request("user.invitations", Map.of())));
  }

  static OperatorCommand uninvite() {
    return new OperatorCommand(
        new CommandBuilder(
                "uninvite",
                "Takes an invitation back.",
                "The link in its mail is no longer valid. An account that was made with it stays.")
            .destructive()
            .positional(
                "ID",
                "As restauth user invitations shows it. Write -- before one that begins with a"
                    + " dash.")
            .examples("restauth user uninvite kD3nqGmDR1uWu1kUOBTZNQ"),
        (parsed, terminal) ->
            new Prepared.Run(new Request("user.uninvite", Map.of("id", Arguments.first(parsed)))));
  }
}
