package dev.restauth.password;

import dev.restauth.cli.Arguments;
import dev.restauth.cli.CommandBuilder;
import dev.restauth.cli.DatabaseAccess;
import dev.restauth.cli.OperatorCommand;
import dev.restauth.cli.OperatorCommand.Asked;
import dev.restauth.cli.Terminal;
import dev.restauth.control.Request;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ParseResult;

/** {@code restauth build-blocklist}: needs neither a server nor a database. */
final class BlocklistCommand {
  private static final String OUTPUT = "--output";

  private BlocklistCommand() {}

  static OperatorCommand build() {
    return new OperatorCommand(
        new CommandBuilder(
                BlocklistOperation.NAME,
                "Makes a file for the setting password-blocklist from a list of passwords.",
                "The list has one password a line, in UTF-8, or lines of SHA-1:COUNT as Have I Been"
                    + " Pwned publishes them. What is made replaces the list in the program, so put"
                    + " common passwords into it too.")
            .about("FILE", "The list; it is read twice, and not changed.")
            .flag(OUTPUT, "FILE", "Where to put what is made. It must not exist.")
            .withoutDatabase()
            .examples("restauth build-blocklist pwned.txt --output pwned.filter"),
        DatabaseAccess.WITHOUT_DATABASE,
        BlocklistCommand::ask);
  }

  private static Asked ask(ParseResult parsed, Terminal terminal) {
    String list = Arguments.about(parsed);
    String output = parsed.matchedOptionValue(OUTPUT, "");
    if (Arguments.mangled(list + output)) {
      return Asked.usage("FILE " + Arguments.WRONG_LOCALE);
    }
    if (output.isEmpty()) {
      return Asked.usage("say with " + OUTPUT + " where to put what is made");
    }
    Optional<Path> from = Arguments.path(list, terminal);
    Optional<Path> to = Arguments.path(output, terminal);
    return from.isPresent() && to.isPresent()
        ? new Asked.Ask(
            new Request(
                BlocklistOperation.NAME,
                Map.of("list", from.get().toString(), "output", to.get().toString())))
        : Asked.usage("FILE is no path: give the name of a file");
  }
}
