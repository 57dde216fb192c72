package dev.restauth.care;

import dev.restauth.cli.Arguments;
import dev.restauth.cli.CommandBuilder;
import dev.restauth.cli.Confirmation;
import dev.restauth.cli.DatabaseAccess;
import dev.restauth.cli.OperatorCommand;
import dev.restauth.cli.OperatorCommand.Prepared;
import dev.restauth.cli.Terminal;
import dev.restauth.operator.Request;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ParseResult;

/**
 * The commands {@code restauth backup}, {@code restauth restore}, {@code restauth after-restore},
 * {@code restauth erased-accounts} and {@code restauth check}.
 */
final class BackupCommand {
  private static final String FORCE = "--force";
  private static final String ERASED = "--erased-accounts";

  private BackupCommand() {}

  static OperatorCommand backup() {
    return new OperatorCommand(
        new CommandBuilder(
                "backup",
                "Copies the database into a new file.",
                "The copy is a consistent snapshot; the server may run meanwhile.",
                "The copy never contains the master key. Store the key in another place: without it"
                    + " the signing keys in the copy cannot be opened.")
            .positional("FILE", "The path of the copy, which must not exist.")
            .examples("restauth backup /backup/restauth-2026-11-25.sqlite"),
        DatabaseAccess.WHOLE,
        (parsed, terminal) -> ask("backup", Map.of(), parsed, terminal));
  }

  static OperatorCommand restore() {
    return new OperatorCommand(
        new CommandBuilder(
                "restore",
                "Replaces the database by a backup.",
                "Stop the server first. Nothing that was revoked becomes valid again: every token"
                    + " that was ever issued is revoked, and all users log in again with the"
                    + " passwords they had when the backup was made.")
            .positional("FILE", "The backup. It is not changed.")
            .flag(FORCE, "Replace an existing database; it is saved under another name.")
            .destructive()
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
                    "Revokes sessions and keys after a PostgreSQL restore.",
                    "Run this after you have restored PostgreSQL with its own tools, before a server"
                        + " starts on it. Nothing that was revoked becomes valid again: every token"
                        + " that was ever issued is revoked, and all users log in again with the"
                        + " passwords they had when the backup was made.",
                    "At a terminal it asks you to type the name again."))
            .positional("NAME", "The name of the database, as in the setting database.")
            .flag(
                ERASED,
                "FILE",
                "Erase these accounts again: the newest list of restauth erased-accounts.")
            .examples(
                "restauth after-restore auth",
                "restauth after-restore --yes --erased-accounts=/backup/erased-accounts auth"),
        DatabaseAccess.WHOLE,
        BackupCommand::afterRestore);
  }

  private static Prepared afterRestore(ParseResult parsed, Terminal terminal) {
    String name = Arguments.first(parsed);
    if (Arguments.mangled(name)) {
      return Prepared.usage("NAME " + Arguments.WRONG_LOCALE);
    }
    Map<String, String> arguments = new HashMap<>(Map.of("name", name));
    if (parsed.hasMatchedOption(ERASED)) {
      String given = parsed.matchedOptionValue(ERASED, "");
      Optional<Path> list =
          Arguments.mangled(given) ? Optional.empty() : Arguments.path(given, terminal);
      if (list.isEmpty()) {
        return Prepared.usage("flag " + ERASED + ": expected a path");
      }
      arguments.put("erased_accounts", list.get().toString());
    }
    return Confirmation.ask(
        new Request("after-restore", arguments),
        name,
        "revoking all tokens",
        "All tokens that were ever issued are revoked, all service keys are disabled, and all users"
            + " log in again.\nType the name of the database again: ",
        "was not changed",
        parsed,
        terminal);
  }

  static OperatorCommand erasedAccounts() {
    return new OperatorCommand(
        new CommandBuilder(
                "erased-accounts",
                "Adds the erased accounts to a list, for a later restore.",
                "For backups that other tools make, such as pg_dump: run it with each of them, and give"
                    + " the list to restauth after-restore. The list has no names. restauth backup writes"
                    + " one by itself.")
            .positional("FILE", "The list; it is created if it does not exist.")
            .examples("restauth erased-accounts /backup/erased-accounts"),
        DatabaseAccess.WHOLE,
        (parsed, terminal) -> ask("erased-accounts", Map.of(), parsed, terminal));
  }

  static OperatorCommand check() {
    return new OperatorCommand(
        new CommandBuilder(
                "check",
                "Checks the database for damage; changes nothing.",
                "It examines the structure of the database file, its schema, and whether the master"
                    + " key opens every signing key. On PostgreSQL it examines the tables, and not"
                    + " the files.")
            .examples("restauth check", "restauth check --json"),
        DatabaseAccess.WHOLE,
        (parsed, terminal) -> new Prepared.Run(new Request("check", Map.of())));
  }

  private static Prepared ask(
      String operation, Map<String, String> more, ParseResult parsed, Terminal terminal) {
    String file = Arguments.first(parsed);
    if (Arguments.mangled(file)) {
      return Prepared.usage("FILE " + Arguments.WRONG_LOCALE);
    }
    return Arguments.path(file, terminal)
        .<Prepared>map(
            path -> {
              var arguments = new HashMap<>(more);
              arguments.put("file", path.toString());
              return new Prepared.Run(new Request(operation, arguments));
            })
        .orElseGet(() -> Prepared.usage("FILE is no path: give the name of a file"));
  }
}
