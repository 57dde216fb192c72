package dev.restauth.care;

import dev.restauth.cli.Arguments;
import dev.restauth.cli.CommandBuilder;
import dev.restauth.cli.Confirmation;
import dev.restauth.cli.DatabaseAccess;
import dev.restauth.cli.OperatorCommand;
import dev.restauth.cli.OperatorCommand.Asked;
import dev.restauth.cli.Terminal;
import dev.restauth.control.Request;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.ParseResult;

/**
 * {@code restauth backup}, {@code restauth restore}, {@code restauth after-restore} and {@code
 * restauth check}.
 */
final class BackupCommand {
  private static final String FORCE = "--force";

  private BackupCommand() {}

  static OperatorCommand backup() {
    return new OperatorCommand(
        new CommandBuilder(
                "backup",
                "Copies the database into a new file.",
                "The copy is the database as it was at one moment; the server goes on meanwhile.",
                "The copy never holds the master key: keep that one elsewhere, for without it the"
                    + " signing keys in the copy cannot be opened.")
            .about("FILE", "Where to put the copy. It must not exist.")
            .examples("restauth backup /backup/restauth-2026-11-25.sqlite"),
        DatabaseAccess.WHOLE,
        (parsed, terminal) -> ask("backup", Map.of(), parsed, terminal));
  }

  static OperatorCommand restore() {
    return new OperatorCommand(
        new CommandBuilder(
                "restore",
                "Puts a copy in the place of the database.",
                "Stop the server first. Nothing that had ended comes back to life: every token that"
                    + " was ever issued stops working, and all users log in again with the"
                    + " passwords they had when the copy was made.")
            .about("FILE", "The copy. It is not changed.")
            .flag(FORCE, "Replace the database that is there; it is kept under another name.")
            .takingAway()
            .examples("restauth restore --force /backup/restauth-2026-11-25.sqlite"),
        DatabaseAccess.REPLACED,
        (parsed, terminal) ->
            ask(
                "restore",
                Map.of("force", Boolean.toString(parsed.hasMatchedOption(FORCE))),
                parsed,
                terminal));
  }

  static OperatorCommand afterRestore() {
    return new OperatorCommand(
        Confirmation.with(
                new CommandBuilder(
                    "after-restore",
                    "Ends all that a restored PostgreSQL has brought back.",
                    "For a backup of PostgreSQL that was put back by its own means, while no server"
                        + " runs on it. Nothing that had ended comes back to life: every token that"
                        + " was ever issued stops working, and all users log in again with the"
                        + " passwords they had when the backup was made.",
                    "At a terminal it asks for the name once more."))
            .about("NAME", "The name of the database, as in the setting database.")
            .examples("restauth after-restore auth", "restauth after-restore --yes auth"),
        DatabaseAccess.WHOLE,
        BackupCommand::afterRestore);
  }

  private static Asked afterRestore(ParseResult parsed, Terminal terminal) {
    String name = Arguments.about(parsed);
    if (Arguments.mangled(name)) {
      return Asked.usage("NAME " + Arguments.WRONG_LOCALE);
    }
    return Confirmation.ask(
        new Request("after-restore", Map.of("name", name)),
        name,
        "ending all tokens",
        "All tokens that were ever issued end, all service keys are disabled, and everybody logs in"
            + " again.\nType the name of the database once more: ",
        "was not changed",
        parsed,
        terminal);
  }

  static OperatorCommand check() {
    return new OperatorCommand(
        new CommandBuilder(
                "check",
                "Looks for damage; changes nothing.",
                "It examines the structure of the database file, its schema, and whether the master"
                    + " key opens every signing key. Of PostgreSQL it examines what lies in the"
                    + " tables; the files are its own affair.")
            .examples("restauth check", "restauth check --json"),
        DatabaseAccess.WHOLE,
        (parsed, terminal) -> new Asked.Ask(new Request("check", Map.of())));
  }

  private static Asked ask(
      String operation, Map<String, String> more, ParseResult parsed, Terminal terminal) {
    String file = Arguments.about(parsed);
    if (Arguments.mangled(file)) {
      return Asked.usage("FILE " + Arguments.WRONG_LOCALE);
    }
    return Arguments.path(file, terminal)
        .<Asked>map(
            path -> {
              var arguments = new HashMap<>(more);
              arguments.put("file", path.toString());
              return new Asked.Ask(new Request(operation, arguments));
            })
        .orElseGet(() -> Asked.usage("FILE is no path: give the name of a file"));
  }
}
