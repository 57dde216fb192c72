package dev.restauth.account;

import dev.restauth.cli.Arguments;
import dev.restauth.cli.CommandBuilder;
import dev.restauth.cli.CommandGroup;
import dev.restauth.cli.DatabaseAccess;
import dev.restauth.cli.OperatorCommand;
import dev.restauth.cli.OperatorCommand.Prepared;
import dev.restauth.cli.Terminal;
import dev.restauth.log.OneLine;
import dev.restauth.operator.Request;
import java.util.Map;
import picocli.CommandLine.ParseResult;

/** The command group {@code restauth dev}, for test databases only. */
final class DevCommand {
  private static final int MAX_ACCOUNTS = 100_000_000;
  private static final String CONFIRMATION = "--this-is-a-test-database";

  private DevCommand() {}

  static CommandGroup commands() {
    return CommandGroup.below(
        CommandBuilder.group("dev", "For trying and measuring, on a test database only."),
        new OperatorCommand(
            new CommandBuilder(
                    "fill",
                    "Makes N test accounts quickly.",
                    "To try the server with many accounts. They share one password, which is not"
                        + " secret, and nothing removes them again: use a data folder that you will"
                        + " delete.")
                .positional("N", "How many, from 1 to 100,000,000; digits only.")
                .flag(
                    CONFIRMATION, "Confirms that the database has no real accounts and never will.")
                .examples("restauth dev fill 1000000 --data /tmp/many " + CONFIRMATION),
            DatabaseAccess.OPENED_OR_MADE,
            DevCommand::fill));
  }

  private static Prepared fill(ParseResult parsed, Terminal terminal) {
    String count = Arguments.first(parsed);
    if (!count.matches("[0-9]{1,9}")
        || Integer.parseInt(count) < 1
        || Integer.parseInt(count) > MAX_ACCOUNTS) {
      return Prepared.usage(
          "N is \""
              + OneLine.escape(count)
              + "\"; expected a whole number from 1 to "
              + MAX_ACCOUNTS);
    }
    if (!parsed.hasMatchedOption(CONFIRMATION)) {
      return Prepared.usage(
          "this makes accounts that share one password, which is not secret, and that cannot be"
              + " removed again; if the database is for tests only, confirm that with "
              + CONFIRMATION);
    }
    return new Prepared.Run(
        new Request("dev.fill", Map.of("count", Integer.toString(Integer.parseInt(count)))));
  }
}
