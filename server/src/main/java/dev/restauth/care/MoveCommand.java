package dev.restauth.care;

import dev.restauth.cli.Arguments;
import dev.restauth.cli.CommandBuilder;
import dev.restauth.cli.DatabaseAccess;
import dev.restauth.cli.OperatorCommand;
import dev.restauth.cli.OperatorCommand.Prepared;
import dev.restauth.cli.Terminal;
import dev.restauth.operator.Request;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.ParseResult;

/**
 * The command {@code restauth migrate-database}. The user names both databases on the command line,
 * so the command needs no settings.
 */
final class MoveCommand {
  private static final String VERIFY_ONLY = "--verify-only";
  private static final String SQLITE = "jdbc:sqlite:";

  /**
   * The beginning of a SQLite URL whose path has no special meaning to the driver or to a shell.
   */
  private static final Pattern A_PATH = Pattern.compile(SQLITE + "(?!:|file:|~)");

  private MoveCommand() {}

  static OperatorCommand command() {
    return new OperatorCommand(
        new CommandBuilder(
                MoveOperation.NAME,
                "Moves everything from one database to another, such as from SQLite to PostgreSQL.",
                "Stop all servers first. TO must be empty; it cannot be used before every row was"
                    + " compared. To continue a move that was interrupted, run it again. The master"
                    + " key stays the same.")
            .positional(
                "FROM",
                "jdbc:sqlite:PATH or jdbc:postgresql://HOST/NAME; only read, except for an older"
                    + " schema.")
            .positional("TO", "The same for the target; it must be empty or not exist yet.")
            .flag("--from-user", "NAME", "The user for FROM.")
            .flag("--from-password-file", "FILE", "The file with that user's password.")
            .flag("--to-user", "NAME", "The user for TO.")
            .flag("--to-password-file", "FILE", "The file with that user's password.")
            .flag(VERIFY_ONLY, "Change nothing; say whether both have the same rows.")
            .withoutDatabase()
            .examples(
                "restauth migrate-database jdbc:sqlite:data/restauth.sqlite postgres://auth@db/auth",
                "restauth migrate-database postgres://auth@db/auth jdbc:sqlite:a"
                    + " --from-password-file pw.txt"),
        DatabaseAccess.WITHOUT_DATABASE,
        MoveCommand::ask);
  }

  private static Prepared ask(ParseResult parsed, Terminal terminal) {
    Map<String, String> arguments = new HashMap<>();
    if (parsed.hasMatchedOption(VERIFY_ONLY)) {
      arguments.put("verify_only", "");
    }
    for (String side : List.of("from", "to")) {
      Optional<String> wrong = side(side, arguments, parsed, terminal);
      if (wrong.isPresent()) {
        return Prepared.usage(wrong.get());
      }
    }
    return new Prepared.Run(new Request(MoveOperation.NAME, arguments));
  }

  /**
   * Adds the arguments of one of the two databases to {@code arguments}. Returns an error message,
   * if there is a mistake.
   */
  private static Optional<String> side(
      String side, Map<String, String> arguments, ParseResult parsed, Terminal terminal) {
    String name = side.equals("from") ? "FROM" : "TO";
    String url = parsed.matchedPositionalValue(side.equals("from") ? 0 : 1, "");
    String user = parsed.matchedOptionValue("--" + side + "-user", "");
    String passwordFlag = "--" + side + "-password-file";
    String passwordFile = parsed.matchedOptionValue(passwordFlag, "");
    if (Arguments.mangled(url + user + passwordFile)) {
      return Optional.of(name + " or a flag " + Arguments.WRONG_LOCALE);
    }
    if (Arguments.hasPassword(url)) {
      return Optional.of(Arguments.PASSWORD_IS_VISIBLE + passwordFlag);
    }
    arguments.put(side, whole(url, terminal));
    if (!user.isBlank()) {
      arguments.put(side + "_user", user);
    }
    if (parsed.hasMatchedOption(passwordFlag)) {
      Optional<Path> path = Arguments.path(passwordFile, terminal);
      if (path.isEmpty()) {
        return Optional.of("flag " + passwordFlag + ": expected a path");
      }
      arguments.put(side + "_password_file", path.get().toString());
    }
    return Optional.empty();
  }

  /**
   * Returns the URL with an absolute path. A URL without a path is checked later, when it is
   * parsed.
   */
  private static String whole(String url, Terminal terminal) {
    Optional<Path> path =
        A_PATH.matcher(url).lookingAt()
            ? Arguments.path(url.substring(SQLITE.length()), terminal)
            : Optional.empty();
    return path.map(full -> SQLITE + full).orElse(url);
  }
}
