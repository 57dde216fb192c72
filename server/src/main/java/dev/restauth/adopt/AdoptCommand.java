package dev.restauth.adopt;

import dev.restauth.cli.Arguments;
import dev.restauth.cli.CommandBuilder;
import dev.restauth.cli.CommandGroup;
import dev.restauth.cli.DatabaseAccess;
import dev.restauth.cli.OperatorCommand;
import dev.restauth.cli.OperatorCommand.Asked;
import dev.restauth.cli.SecretFile;
import dev.restauth.cli.Terminal;
import dev.restauth.control.Request;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.ParseResult;

/** {@code restauth adopt}: brings in the accounts of another system. */
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

  private static final String FILE = "FILE";
  private static final String DATABASE = "SOURCE";
  private static final String FILE_OR_URL =
      "A SQLite file, or the JDBC URL of a database; it is only read.";

  private static final Pattern URL = Pattern.compile("jdbc:|postgres(ql)?://");

  /** Flags whose values go on as they are, and what they are called then. */
  private static final Map<String, String> TEXTS =
      Map.of(
          NAME, "name",
          USER, "user",
          QUERY, "query",
          HASH_FORMAT, "hash_format",
          ACCEPT_UNTIL, "accept_until",
          TOKEN_ALGORITHM, "token_algorithm",
          NAME_ATTRIBUTE, "name_attribute",
          MODEL, "model");

  private static final Map<String, String> PATHS =
      Map.of(
          REPORT, "report",
          DRIVER, "driver",
          HASH_CONFIG, "hash_config",
          PASSWORD_FILE, "password_file");

  private static final Map<String, String> SECRETS =
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
            "Brings in the accounts of another system, with their passwords.",
            "Nobody has to choose a new password. Try it with --dry-run first; a second run brings in"
                + " what was added meanwhile and changes nothing else."),
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
        withTokens(
            connecting(
                form("rest-auth", "the example application REST-auth, with its ids.")
                    .about(DATABASE, FILE_OR_URL))),
        "restauth adopt rest-auth db.sqlite --dry-run",
        "restauth adopt rest-auth db.sqlite --secret-key-file key.txt --accept-until 2027-01-31");
  }

  private static CommandBuilder withTokens(CommandBuilder form) {
    return form.flag(
            SECRET_KEY_FILE,
            FILE,
            "The old application's secret key: with it, tokens it has handed out stay good.")
        .flag(ACCEPT_UNTIL, "DATE", "Until when they do, at the longest, such as 2027-01-31.")
        .flag(TOKEN_ALGORITHM, "NAME", "What they are signed with: HS256 (default) or HS512.")
        .flag(KNOWN_SECRET, "Take a secret key that anyone can read in examples, and forge with.");
  }

  private static OperatorCommand django() {
    return command(
        connecting(
            form("django", "Django: its database, or what manage.py dumpdata wrote.")
                .about(DATABASE, "A dumpdata file in JSON, a SQLite file, or a JDBC URL.")
                .flag(MODEL, "APP.MODEL", "The model of the users in a dumpdata file: auth.user.")),
        "restauth adopt django users.json",
        "restauth adopt django jdbc:postgresql://db/site --user reader --password-file pw.txt");
  }

  private static OperatorCommand flask() {
    return command(
        querying(
            form("flask", "an application with a table of users, such as Flask ones have.")
                .about(DATABASE, FILE_OR_URL),
            "A SELECT that names id, username, password_hash, email; from the table user if left"
                + " out."),
        "restauth adopt flask app.db",
        "restauth adopt flask app.db --query \"SELECT id, email AS username, password_hash FROM"
            + " account\"");
  }

  private static OperatorCommand sql() {
    return command(
        querying(
            form("sql", "any SQL database.").about(DATABASE, FILE_OR_URL),
            "A SELECT that names username, and of id, password_hash, salt, email, active,"
                + " created_at those there are."),
        "restauth adopt sql jdbc:postgresql://db/shop --user reader --password-file pw.txt --query"
            + " \"SELECT id, login AS username, pw AS password_hash FROM customer\"");
  }

  private static OperatorCommand keycloak() {
    return command(
        form("keycloak", "a Keycloak realm export.")
            .aboutSome(FILE, "The export: a file, several, or the folder of one."),
        "restauth adopt keycloak realm.json");
  }

  private static OperatorCommand firebase() {
    return command(
        form("firebase", "Firebase, from what auth:export wrote.")
            .about(FILE, "The export, in JSON.")
            .flag(HASH_CONFIG, FILE, "The project's password hash parameters, from its console."),
        "restauth adopt firebase users.json --hash-config hash-config.txt");
  }

  private static OperatorCommand auth0() {
    return command(
        form("auth0", "an Auth0 export.")
            .aboutSome(
                FILE,
                "The export of password hashes; then one of the users, if any, for who is blocked."),
        "restauth adopt auth0 passwords.ndjson users.ndjson");
  }

  private static OperatorCommand supabase() {
    return command(
        connecting(
            form("supabase", "Supabase: its database, or auth.users as CSV.")
                .about(DATABASE, "A CSV file, or a JDBC URL.")),
        "restauth adopt supabase users.csv");
  }

  private static OperatorCommand kratos() {
    return command(
        form("kratos", "Ory Kratos, from a list of identities with credentials.")
            .about(FILE, "The list, in JSON."),
        "restauth adopt kratos identities.json");
  }

  private static OperatorCommand htpasswd() {
    return command(
        form("htpasswd", "a password file of Apache or nginx.").about(FILE, "The file."),
        "restauth adopt htpasswd .htpasswd");
  }

  private static OperatorCommand ldif() {
    return command(
        form("ldif", "an LDAP directory, exported as LDIF.")
            .about(FILE, "The export.")
            .flag(NAME_ATTRIBUTE, "NAME", "Which attribute is the user name: uid."),
        "restauth adopt ldif people.ldif --name-attribute cn");
  }

  private static OperatorCommand csv() {
    return command(
        naming(
            form("csv", "a CSV file.")
                .about(
                    FILE,
                    "The file. Its first line names the columns: username, and of id,"
                        + " password_hash, salt, email, active, created_at those there are.")),
        "restauth adopt csv users.csv --hash-format sha256-salt-password");
  }

  private static CommandBuilder form(String source, String description) {
    return new CommandBuilder(source, "Brings in accounts of " + description)
        .flag(DRY_RUN, "Change nothing; say what would be taken, and what not and why.")
        .flag(
            NAME,
            "NAME",
            "What to call this source, where there are several of a kind; else the kind's name.")
        .flag(REPORT, FILE, "Write a line here for each account that is not taken.");
  }

  private static CommandBuilder connecting(CommandBuilder form) {
    return form.flag(USER, "NAME", "Who to be at the database.")
        .flag(PASSWORD_FILE, FILE, "The file with the password for it.")
        .flag(DRIVER, FILE, "The JDBC driver's jar, for others than SQLite and PostgreSQL.");
  }

  private static CommandBuilder querying(CommandBuilder form, String query) {
    return naming(connecting(form)).flag(QUERY, "SELECT", query);
  }

  private static CommandBuilder naming(CommandBuilder form) {
    return form.flag(
            HASH_FORMAT, "FORMAT", "What made the hashes, where they do not tell by themselves.")
        .flag(PEPPER_FILE, FILE, "The file with the pepper, where the format has one.");
  }

  private static OperatorCommand command(CommandBuilder form, String... examples) {
    return new OperatorCommand(
        form.examples(examples),
        DatabaseAccess.OPENED_OR_MADE,
        (parsed, terminal) -> ask(form.name(), parsed, terminal));
  }

  private static Asked ask(String source, ParseResult parsed, Terminal terminal) {
    if (parsed.hasMatchedOption(SECRET_KEY_FILE) != parsed.hasMatchedOption(ACCEPT_UNTIL)) {
      return Asked.usage(SECRET_KEY_FILE + " and " + ACCEPT_UNTIL + " are given together");
    }
    Map<String, String> arguments = new HashMap<>(Map.of("source", source));
    SWITCHES.forEach(
        (flag, name) -> {
          if (parsed.hasMatchedOption(flag)) {
            arguments.put(name, "");
          }
        });
    TEXTS.forEach((flag, name) -> value(flag, parsed).ifPresent(text -> arguments.put(name, text)));
    if (arguments.values().stream().anyMatch(Arguments::mangled)) {
      return Asked.usage("a flag " + Arguments.WRONG_LOCALE);
    }
    return files(arguments, parsed, terminal)
        .or(() -> paths(arguments, parsed, terminal))
        .or(() -> secrets(arguments, parsed, terminal))
        .<Asked>map(Asked::usage)
        .orElseGet(() -> new Asked.Ask(new Request("adopt", arguments)));
  }

  /** Adds what it is about; returns what is wrong. */
  private static Optional<String> files(
      Map<String, String> arguments, ParseResult parsed, Terminal terminal) {
    List<String> given = Arguments.all(parsed);
    if (given.stream().anyMatch(Arguments::mangled)) {
      return Optional.of(FILE + " " + Arguments.WRONG_LOCALE);
    }
    if (URL.matcher(given.getFirst()).lookingAt()) {
      if (Arguments.hasPassword(given.getFirst())) {
        return Optional.of(Arguments.SEEN_PASSWORD + PASSWORD_FILE);
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

  private static Optional<String> paths(
      Map<String, String> arguments, ParseResult parsed, Terminal terminal) {
    for (Map.Entry<String, String> flag : PATHS.entrySet()) {
      Optional<String> given = value(flag.getKey(), parsed);
      Optional<Path> path = given.flatMap(text -> Arguments.path(text, terminal));
      if (given.isPresent() && (path.isEmpty() || Arguments.mangled(given.get()))) {
        return Optional.of("flag " + flag.getKey() + ": expected a path");
      }
      path.ifPresent(found -> arguments.put(flag.getValue(), found.toString()));
    }
    return Optional.empty();
  }

  private static Optional<String> secrets(
      Map<String, String> arguments, ParseResult parsed, Terminal terminal) {
    for (Map.Entry<String, String> flag : SECRETS.entrySet()) {
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
