package dev.restauth.password;

import dev.restauth.cli.Arguments;
import dev.restauth.cli.CommandBuilder;
import dev.restauth.cli.DatabaseAccess;
import dev.restauth.cli.OperatorCommand;
import dev.restauth.cli.OperatorCommand.Prepared;
import dev.restauth.cli.Terminal;
import dev.restauth.operator.Request;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ParseResult;

/** The command {@code restauth build-blocklist}, which runs without a server or a database. */
final class BlocklistCommand {
  private static final String OUTPUT = "--output";

  private BlocklistCommand() {}

  static OperatorCommand build() {
    return new OperatorCommand(
        new CommandBuilder(
                BlocklistOperation.NAME,
                "Makes a file for the setting password-blocklist from a list of passwords.",
                "The list has one password a line, in UTF-8, or lines of SHA-1:COUNT as Have I Been"
                    + " Pwned publishes them. The new file replaces the built-in list, so the list must"
                    + " contain common passwords too.")
            .positional("FILE", "The list. It is read twice and not changed.")
            .flag(OUTPUT, "FILE", "The file to write. It must not exist.")
            .withoutDatabase()
            .examples("restauth build-blocklist pwned.txt --output pwned.filter"),
        DatabaseAccess.WITHOUT_DATABASE,
        BlocklistCommand::ask);
  }

  private static Prepared ask(ParseResult parsed, Terminal terminal) {
    String list = Arguments.first(parsed);
    String output = parsed.matchedOptionValue(OUTPUT, "");
    if (Arguments.mangled(list + output)) {
      return Prepared.usage("FILE " + Arguments.WRONG_LOCALE);
    }
    if (output.isEmpty()) {
      return Prepared.usage("name the file to write with " + OUTPUT);
    }
    Optional<Path> from = Arguments.path(list, terminal);
    Optional<Path> to = Arguments.path(output, terminal);
    return from.isPresent() && to.isPresent()
        ? new Prepared.Run(
            new Request(
                BlocklistOperation.NAME,
                Map.of("list", from.get().toString(), "output", to.get().toString())))
        : Prepared.usage("FILE is no path: give the name of a file");
  }
}
