package dev.restauth.database;

import dev.restauth.config.Config;
import dev.restauth.config.Environment;
import dev.restauth.config.Findings;
import dev.restauth.config.Group;
import dev.restauth.config.Secret;
import dev.restauth.config.SecretLine;
import dev.restauth.config.Setting;
import dev.restauth.config.Settings;
import dev.restauth.config.ValueType;
import dev.restauth.config.Warnings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Settings for the data folder and the database. */
public final class DatabaseSettings implements Settings {
  /** The data folder as an absolute path; the folder need not exist yet. */
  public static final Setting<Path> DATA =
      Setting.of(
          "data",
          Group.FILES,
          ValueType.folder(),
          "./data",
          "Folder for the database and the master key");

  static final Setting<Optional<Target>> DATABASE =
      Setting.optional(
              "database",
              Group.FILES,
              ValueType.text("URL", DatabaseSettings::target),
              "restauth.sqlite in the data folder",
              "Database, as jdbc:sqlite:PATH or jdbc:postgresql://HOST[:PORT][,HOST[:PORT]...]/NAME")
          .neverQuoted();

  static final Setting<Optional<String>> USER =
      Setting.optional(
          "database-user",
          Group.FILES,
          ValueType.name("NAME"),
          "the one in the URL",
          "User of the database on PostgreSQL");

  static final Setting<Optional<Secret>> PASSWORD_FILE =
      Setting.optional(
              "database-password-file",
              Group.FILES,
              SecretLine.type(),
              "the one in the URL",
              "File whose first line is this user's password")
          .neverQuoted();

  static final Setting<Integer> CONNECTIONS =
      Setting.of(
          "database-connections",
          Group.FILES,
          ValueType.whole(4, 1_000),
          "20",
          "Maximum number of connections to PostgreSQL, half of them for reading");

  @Override
  public List<Setting<?>> all() {
    return List.of(DATA, DATABASE, USER, PASSWORD_FILE, CONNECTIONS);
  }

  /** The database that a URL names. */
  sealed interface Target {
    record File(Path path) implements Target {}

    record Server(PostgresUrl url) implements Target {}
  }

  private static Target target(String text, Environment machine) {
    return PostgresUrl.hasScheme(text)
        ? new Target.Server(PostgresUrl.parse(text))
        : new Target.File(sqlite(text, machine));
  }

  /** Returns the path of the database file, which need not exist. */
  static Path sqlite(String url, Environment machine) {
    String scheme = "jdbc:sqlite:";
    String path = url.startsWith(scheme) ? url.substring(scheme.length()) : "";
    // Options in the URL could make the server confirm a write that is not durable, and a database
    // in memory is never durable.
    if (path.isBlank() || path.startsWith(":") || path.startsWith("file:") || path.contains("?")) {
      throw new IllegalArgumentException(
          "expected "
              + scheme
              + "PATH, the path of a file without options, or jdbc:postgresql://HOST/NAME");
    }
    return machine.resolve(path);
  }

  /** Returns whether several servers may share the database. */
  public static boolean isShared(Config config) {
    return config.get(DATABASE).filter(Target.Server.class::isInstance).isPresent();
  }

  @Override
  public void validate(Config config, Findings findings) {
    List.of(USER, PASSWORD_FILE, CONNECTIONS)
        .forEach(setting -> refuseForSqlite(setting, config, findings));
  }

  /** Reports a setting that does not apply to a SQLite file. */
  public static void refuseForSqlite(Setting<?> setting, Config config, Findings findings) {
    if (findings.given(setting) && !isShared(config) && findings.allValid(DATABASE)) {
      findings.problem(
          setting, "\"" + setting.key() + "\" does not apply to a SQLite file; remove it");
    }
  }

  @Override
  public void warn(Config config, Warnings warnings) {
    if (DatabasePlace.of(config) instanceof DatabasePlace.Postgres postgres) {
      PostgresTls.warning(postgres)
          .ifPresent(warning -> warnings.add(DATABASE.key() + ": " + warning));
    }
  }
}
