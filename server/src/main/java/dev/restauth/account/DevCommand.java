package dev.restauth.account;

import dev.restauth.cli.Arguments;
import dev.restauth.cli.CommandBuilder;
import dev.restauth.cli.CommandGroup;
import dev.restauth.cli.DatabaseAccess;
import dev.restauth.cli.OperatorCommand;
import dev.restauth.cli.OperatorCommand.Asked;
import dev.restauth.cli.Terminal;
import dev.restauth.control.Request;
import dev.restauth.log.OneLine;
import java.util.Map;
import picocli.CommandLine.ParseResult;

/** {@code restauth dev}: what nobody does to a database that people use. */
final class DevCommand {
  private static final int ACCOUNTS_AT_MOST = 100_000_000;
  private static final String CONFIRMATION = "--this-is-a-test-database";

  private DevCommand() {}

  static CommandGroup commands() {
    return CommandGroup.below(
        CommandBuilder.group("dev", "For trying and measuring, on a test database only."),
        new OperatorCommand(
            new CommandBuilder(
                    "fill",
                    "Makes N test accounts quickly.",
                    "To see how the server does with many. They share one password, which is no"
                        + " secret, and nothing removes them again: use a data folder that you will"
                        + " delete.")
                .about("N", "How many, from 1 to 100,000,000; digits only.")
                .flag(CONFIRMATION, "Says that no real account is, or ever will be, in there.")
                .examples("restauth dev fill 1000000 --data /tmp/many " + CONFIRMATION),
            DatabaseAccess.OPENED_OR_MADE,
            DevCommand::fill));
  }

  private static Asked fill(ParseResult parsed, Terminal terminal) {
    String count = Arguments.about(parsed);
    if (!count.matches("[0-9]{1,9}")
        || Integer.parseInt(count) < 1
        || Integer.parseInt(count) > ACCOUNTS_AT_MOST) {
      return Asked.usage(
          "N is \""
              + OneLine.escape(count)
              + "\"; expected a whole number from 1 to "
              + ACCOUNTS_AT_MOST);
    }
    if (!parsed.hasMatchedOption(CONFIRMATION)) {
      return Asked.usage(
          "this makes accounts that share one password, which is no secret, and that cannot be"
              + " removed again; if the database is for tests only, say so with "
              + CONFIRMATION);
    }
    return new Asked.Ask(
        new Request("dev.fill", Map.of("count", Integer.toString(Integer.parseInt(count)))));
  }
}
