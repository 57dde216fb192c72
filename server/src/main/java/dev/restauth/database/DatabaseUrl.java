package dev.restauth.database;

import dev.restauth.config.ConfigException;
import dev.restauth.config.Environment;
import dev.restauth.config.Problem;
import dev.restauth.config.Secret;
import dev.restauth.database.DatabasePlace.Postgres;
import dev.restauth.database.DatabasePlace.SqliteFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A database that a command names by itself, beside the setting {@code database} and in its words.
 *
 * @param url as for the setting
 * @param user takes precedence over one in the URL
 * @param passwordFile a file whose first line is the password, in place of one in the URL
 */
public record DatabaseUrl(String url, Optional<String> user, Optional<Path> passwordFile) {
  /** Few: a command does one thing after the other. */
  private static final int CONNECTIONS = 4;

  /**
   * The place that it means.
   *
   * @param name what the operator calls it, for messages
   * @throws ConfigException where it means none; the message quotes nothing
   */
  public DatabasePlace place(String name, Path workingDirectory) {
    try {
      Environment machine = Environment.at(workingDirectory);
      return PostgresUrl.isOne(url) ? server(PostgresUrl.parse(url), machine) : file(machine);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(List.of(new Problem(name, String.valueOf(e.getMessage()))));
    }
  }

  private DatabasePlace file(Environment machine) {
    if (user.isPresent() || passwordFile.isPresent()) {
      throw new IllegalArgumentException("a SQLite file has neither a user nor a password");
    }
    return new SqliteFile(Environment.real(DatabaseSettings.sqlite(url, machine)));
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

  /** Without the URL, which may have a password. */
  @Override
  public String toString() {
    return "DatabaseUrl";
  }
}
