package dev.restauth.adopt;

import dev.restauth.cli.Arguments;
import dev.restauth.cli.CommandBuilder;
import dev.restauth.cli.CommandGroup;
import dev.restauth.cli.DatabaseAccess;
import dev.restauth.cli.OperatorCommand;
import dev.restauth.cli.OperatorCommand.Prepared;
import dev.restauth.cli.SecretFile;
import dev.restauth.cli.Terminal;
import dev.restauth.operator.Request;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.ParseResult;

/** The command {@code restauth adopt}, which imports the accounts of another system. */
final class AdoptCommand {
  private static final String DRY_RUN = "--dry-run";
  private static final String NAME = "--name";
  private static final String REPORT = "--report";
  private static final String USER = "--user";
  private static final String PASSWORD_FILE = "--password-file";
  private static final String DRIVER = "--driver";
  private static final String QUERY = "--query";
  private static final String HASH_FORMAT = "--hash-format";
  private static final String PEPPER_FILE = "--pepper-file";
  private static final String SECRET_KEY_FILE = "--secret-key-file";
  private static final String ACCEPT_UNTIL = "--accept-until";
  private static final String TOKEN_ALGORITHM = "--token-algorithm";
  private static final String KNOWN_SECRET = "--insecure-known-secret";
  private static final String HASH_CONFIG = "--hash-config";
  private static final String NAME_ATTRIBUTE = "--name-attribute";
  private static final String MODEL = "--model";
  private static final String FACTORS = "--factors";
  private static final String PASSKEY_DOMAIN = "--passkey-domain";

  private static final String FILE = "FILE";
  private static final String DATABASE = "SOURCE";
  private static final String FILE_OR_URL =
      "A SQLite file, or the JDBC URL of a database. It is only read.";

  private static final String DOMAIN_OF_PASSKEYS =
      "The domain (RP ID) of the passkeys there. They work here only if it is the same here.";

  private static final Pattern URL = Pattern.compile("jdbc:|postgres(ql)?://");

  /** Flags whose values are passed on unchanged, each with the name of the operation's argument. */
  private static final Map<String, String> TEXT_FLAGS =
      Map.of(
          FACTORS, "factors",
          PASSKEY_DOMAIN, "passkey_domain",
          NAME, "name",
          USER, "user",
          QUERY, "query",
          HASH_FORMAT, "hash_format",
          ACCEPT_UNTIL, "accept_until",
          TOKEN_ALGORITHM, "token_algorithm",
          NAME_ATTRIBUTE, "name_attribute",
          MODEL, "model");

  private static final Map<String, String> PATH_FLAGS =
      Map.of(
          REPORT, "report",
          DRIVER, "driver",
          HASH_CONFIG, "hash_config",
          PASSWORD_FILE, "password_file");

  private static final Map<String, String> SECRET_FLAGS =
      Map.of(
          PEPPER_FILE, "pepper",
          SECRET_KEY_FILE, "secret_key");

  private static final Map<String, String> SWITCHES =
      Map.of(DRY_RUN, "dry_run", KNOWN_SECRET, "insecure_known_secret");

  private AdoptCommand() {}

  static CommandGroup commands() {
    return CommandGroup.below(
        CommandBuilder.group(
            "adopt",
            "Imports the accounts of another system, with their passwords.",
            "Users keep their passwords. Try it with --dry-run first. A second run imports the"
                + " accounts that were added since, and changes nothing else."),
        restAuth(),
        django(),
        flask(),
        sql(),
        keycloak(),
        firebase(),
        auth0(),
        supabase(),
        kratos(),
        htpasswd(),
        ldif(),
        csv());
  }

  private static OperatorCommand restAuth() {
    return command(
        withTokenFlags(
            withDatabaseFlags(
                form("rest-auth", "the example application REST-auth, with its ids.")
                    .positional(DATABASE, FILE_OR_URL))),
        "restauth adopt rest-auth db.sqlite --dry-run",
        "restauth adopt rest-auth db.sqlite --secret-key-file key.txt --accept-until 2027-01-31");
  }

  private static CommandBuilder withTokenFlags(CommandBuilder form) {
    return form.flag(
            SECRET_KEY_FILE,
            FILE,
            "The old application's secret key: tokens signed with it stay valid.")
        .flag(ACCEPT_UNTIL, "DATE", "The last day on which they are accepted, such as 2027-01-31.")
        .flag(TOKEN_ALGORITHM, "NAME", "Their signature algorithm: HS256 (default) or HS512.")
        .flag(
            KNOWN_SECRET,
            "Accept a secret key that is published in examples: anyone can forge tokens with it.");
  }

  private static OperatorCommand django() {
    return command(
        withDatabaseFlags(
            form("django", "Django: its database, or the output of manage.py dumpdata.")
                .positional(DATABASE, "A dumpdata file in JSON, a SQLite file, or a JDBC URL.")
                .flag(
                    MODEL,
                    "APP.MODEL",
                    "The model of the users in a dumpdata file. Default: auth.user.")),
        "restauth adopt django users.json",
        "restauth adopt django jdbc:postgresql://db/site --user reader --password-file pw.txt");
  }

  private static OperatorCommand flask() {
    return command(
        withQueryFlags(
            form("flask", "an application with a table of users, such as a Flask application.")
                .positional(DATABASE, FILE_OR_URL),
            "A SELECT that names id, username, password_hash and email. Default: from the table"
                + " user."),
        "restauth adopt flask app.db",
        "restauth adopt flask app.db --query \"SELECT id, email AS username, password_hash FROM"
            + " account\"");
  }

  private static OperatorCommand sql() {
    return command(
        withQueryFlags(
            form("sql", "any SQL database.").positional(DATABASE, FILE_OR_URL),
            "A SELECT that names username and, if available, id, password_hash, salt, email,"
                + " active and created_at."),
        "restauth adopt sql jdbc:postgresql://db/shop --user reader --password-file pw.txt --query"
            + " \"SELECT id, login AS username, pw AS password_hash FROM customer\"");
  }

  private static OperatorCommand keycloak() {
    return command(
        form("keycloak", "a Keycloak realm export.")
            .repeatedPositional(FILE, "The export: one or more files, or its folder.")
            .flag(PASSKEY_DOMAIN, "DOMAIN", DOMAIN_OF_PASSKEYS),
        "restauth adopt keycloak realm.json");
  }

  private static OperatorCommand firebase() {
    return command(
        form("firebase", "Firebase, from the output of auth:export.")
            .positional(FILE, "The export, in JSON.")
            .flag(HASH_CONFIG, FILE, "The project's password hash parameters, from its console."),
        "restauth adopt firebase users.json --hash-config hash-config.txt");
  }

  private static OperatorCommand auth0() {
    return command(
        form("auth0", "an Auth0 export.")
            .repeatedPositional(
                FILE,
                "The export of password hashes, then an optional export of users: it says who is"
                    + " blocked."),
        "restauth adopt auth0 passwords.ndjson users.ndjson");
  }

  private static OperatorCommand supabase() {
    return command(
        withDatabaseFlags(
            form("supabase", "Supabase: its database, or auth.users as CSV.")
                .positional(DATABASE, "A CSV file, or a JDBC URL.")),
        "restauth adopt supabase users.csv");
  }

  private static OperatorCommand kratos() {
    return command(
        form("kratos", "Ory Kratos, from a list of identities with credentials.")
            .positional(FILE, "The list, in JSON.")
            .flag(PASSKEY_DOMAIN, "DOMAIN", DOMAIN_OF_PASSKEYS),
        "restauth adopt kratos identities.json");
  }

  private static OperatorCommand htpasswd() {
    return command(
        form("htpasswd", "a password file of Apache or nginx.").positional(FILE, "The file."),
        "restauth adopt htpasswd .htpasswd");
  }

  private static OperatorCommand ldif() {
    return command(
        form("ldif", "an LDAP directory, exported as LDIF.")
            .positional(FILE, "The export.")
            .flag(NAME_ATTRIBUTE, "NAME", "The attribute with the user name. Default: uid."),
        "restauth adopt ldif people.ldif --name-attribute cn");
  }

  private static OperatorCommand csv() {
    return command(
        withHashFlags(
            form("csv", "a CSV file.")
                .positional(
                    FILE,
                    "The file. Its first line names the columns: username and, if available, id,"
                        + " password_hash, salt, email, active and created_at.")),
        "restauth adopt csv users.csv --hash-format sha256-salt-password");
  }

  private static CommandBuilder form(String source, String description) {
    return new CommandBuilder(source, "Imports accounts of " + description)
        .flag(DRY_RUN, "Change nothing: only report which accounts would be imported, or why not.")
        .flag(
            NAME,
            "NAME",
            "The name of this source, if there are several of its kind. Default: the kind.")
        .flag(
            FACTORS,
            "keep|drop",
            "What to do with accounts whose second factor cannot be imported. keep (default) refuses"
                + " them; drop imports them without it: their password alone opens them.")
        .flag(REPORT, FILE, "Write a line to this file for each account that is not imported.");
  }

  private static CommandBuilder withDatabaseFlags(CommandBuilder form) {
    return form.flag(USER, "NAME", "The user at the database.")
        .flag(PASSWORD_FILE, FILE, "The file with this user's password.")
        .flag(DRIVER, FILE, "The JDBC driver's jar, for databases but SQLite and PostgreSQL.");
  }

  private static CommandBuilder withQueryFlags(CommandBuilder form, String query) {
    return withHashFlags(withDatabaseFlags(form)).flag(QUERY, "SELECT", query);
  }

  private static CommandBuilder withHashFlags(CommandBuilder form) {
    return form.flag(
            HASH_FORMAT, "FORMAT", "The format of the hashes, if they do not show it themselves.")
        .flag(PEPPER_FILE, FILE, "The file with the pepper, if the format has one.");
  }

  private static OperatorCommand command(CommandBuilder form, String... examples) {
    return new OperatorCommand(
        form.examples(examples),
        DatabaseAccess.OPENED_OR_MADE,
        (parsed, terminal) -> ask(form.name(), parsed, terminal));
  }

  private static Prepared ask(String source, ParseResult parsed, Terminal terminal) {
    if (parsed.hasMatchedOption(SECRET_KEY_FILE) != parsed.hasMatchedOption(ACCEPT_UNTIL)) {
      return Prepared.usage(SECRET_KEY_FILE + " and " + ACCEPT_UNTIL + " need each other");
    }
    Map<String, String> arguments = new HashMap<>(Map.of("source", source));
    SWITCHES.forEach(
        (flag, name) -> {
          if (parsed.hasMatchedOption(flag)) {
            arguments.put(name, "");
          }
        });
    TEXT_FLAGS.forEach(
        (flag, name) -> value(flag, parsed).ifPresent(text -> arguments.put(name, text)));
    if (arguments.values().stream().anyMatch(Arguments::mangled)) {
      return Prepared.usage("a flag " + Arguments.WRONG_LOCALE);
    }
    return addSources(arguments, parsed, terminal)
        .or(() -> addPaths(arguments, parsed, terminal))
        .or(() -> addSecrets(arguments, parsed, terminal))
        .<Prepared>map(Prepared::usage)
        .orElseGet(() -> new Prepared.Run(new Request("adopt", arguments)));
  }

  /**
   * Adds the files or the URL of the source to the arguments. Returns an error message; empty if
   * the arguments are right.
   */
  private static Optional<String> addSources(
      Map<String, String> arguments, ParseResult parsed, Terminal terminal) {
    List<String> given = Arguments.positionals(parsed);
    if (given.stream().anyMatch(Arguments::mangled)) {
      return Optional.of(FILE + " " + Arguments.WRONG_LOCALE);
    }
    if (URL.matcher(given.getFirst()).lookingAt()) {
      if (Arguments.hasPassword(given.getFirst())) {
        return Optional.of(Arguments.PASSWORD_IS_VISIBLE + PASSWORD_FILE);
      }
      arguments.put("url", given.getFirst());
      return Optional.empty();
    }
    for (int i = 0; i < given.size(); i++) {
      Optional<Path> path = Arguments.path(given.get(i), terminal);
      if (path.isEmpty()) {
        return Optional.of(FILE + " is no path: give the name of a file");
      }
      arguments.put("file." + (i + 1), path.get().toString());
    }
    return Optional.empty();
  }

  private static Optional<String> addPaths(
      Map<String, String> arguments, ParseResult parsed, Terminal terminal) {
    for (Map.Entry<String, String> flag : PATH_FLAGS.entrySet()) {
      Optional<String> given = value(flag.getKey(), parsed);
      Optional<Path> path = given.flatMap(text -> Arguments.path(text, terminal));
      if (given.isPresent() && (path.isEmpty() || Arguments.mangled(given.get()))) {
        return Optional.of("flag " + flag.getKey() + ": expected a path");
      }
      path.ifPresent(found -> arguments.put(flag.getValue(), found.toString()));
    }
    return Optional.empty();
  }

  private static Optional<String> addSecrets(
      Map<String, String> arguments, ParseResult parsed, Terminal terminal) {
    for (Map.Entry<String, String> flag : SECRET_FLAGS.entrySet()) {
      Optional<SecretFile.Outcome> read =
          value(flag.getKey(), parsed).map(name -> SecretFile.read(flag.getKey(), name, terminal));
      if (read.isPresent()) {
        switch (read.get()) {
          case SecretFile.Outcome.Read(String base64) -> arguments.put(flag.getValue(), base64);
          case SecretFile.Outcome.Unusable(String message) -> {
            return Optional.of(message);
          }
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> value(String flag, ParseResult parsed) {
    return parsed.commandSpec().findOption(flag) == null
        ? Optional.empty()
        : Optional.ofNullable(parsed.matchedOptionValue(flag, null));
  }
}
