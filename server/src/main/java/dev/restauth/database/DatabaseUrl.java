package dev.restauth.database;

import dev.restauth.config.ConfigException;
import dev.restauth.config.Environment;
import dev.restauth.config.Secret;
import dev.restauth.config.SettingProblem;
import dev.restauth.database.DatabasePlace.Postgres;
import dev.restauth.database.DatabasePlace.SqliteFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A database, given by the arguments of a command in the form of the setting {@code database}.
 *
 * @param url the URL, as for the setting
 * @param user the user, which overrides a user in the URL
 * @param passwordFile a file whose first line is the password, which overrides a password in the
 *     URL
 */
public record DatabaseUrl(String url, Optional<String> user, Optional<Path> passwordFile) {
  /** The number of connections. It is small, since a command runs only one statement at a time. */
  private static final int CONNECTIONS = 4;

  /**
   * Returns the location of the database.
   *
   * @param name the name of the command's argument, for messages
   * @throws ConfigException if the URL or the file is invalid; the message does not quote any value
   */
  public DatabasePlace place(String name, Path workingDirectory) {
    try {
      Environment machine = Environment.at(workingDirectory);
      return PostgresUrl.hasScheme(url) ? server(PostgresUrl.parse(url), machine) : file(machine);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(List.of(new SettingProblem(name, String.valueOf(e.getMessage()))));
    }
  }

  private DatabasePlace file(Environment machine) {
    if (user.isPresent() || passwordFile.isPresent()) {
      throw new IllegalArgumentException("a SQLite file has neither a user nor a password");
    }
    return new SqliteFile(Environment.realPath(DatabaseSettings.sqlite(url, machine)));
  }

  private DatabasePlace server(PostgresUrl parsed, Environment machine) {
    Optional<Secret> password =
        passwordFile
            .map(file -> machine.firstLine(file.toString()))
            .or(parsed::password)
            .map(Secret::new);
    return new Postgres(
        parsed.hosts(),
        parsed.name(),
        user.or(parsed::user),
        password,
        PostgresTls.options(parsed),
        CONNECTIONS);
  }

  /** Returns a text without the URL, which may contain a password. */
  @Override
  public String toString() {
    return "DatabaseUrl";
  }
}
