package dev.restauth.database;

import dev.restauth.config.Config;
import dev.restauth.config.Environment;
import dev.restauth.config.Secret;
import dev.restauth.database.DatabaseSettings.Meant;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which database there is. */
public sealed interface DatabasePlace {
  /** Which one the settings mean. A link is followed now: later it may lead somewhere else. */
  static DatabasePlace of(Config config) {
    return config
        .get(DatabaseSettings.DATABASE)
        .<DatabasePlace>map(
            meant ->
                switch (meant) {
                  case Meant.File(Path path) -> new SqliteFile(Environment.real(path));
                  case Meant.Server(PostgresUrl url) -> Postgres.of(url, config);
                })
        .orElseGet(
            () ->
                new SqliteFile(
                    Environment.real(
                        config.get(DatabaseSettings.DATA).resolve("restauth.sqlite"))));
  }

  /**
   * A SQLite file, which one server uses.
   *
   * @param path absolute; need not exist yet
   */
  record SqliteFile(Path path) implements DatabasePlace {
    @Override
    public String toString() {
      return path.toString();
    }
  }

  /**
   * A PostgreSQL, which many servers may share.
   *
   * @param hosts where it may be, as given: the one that can be written to is meant
   * @param name of the database
   * @param user who connects; empty for the user who runs the server
   * @param password empty where none was given
   * @param options of its driver
   * @param connections how many a server has at most, 4 to 1000
   */
  record Postgres(
      List<Host> hosts,
      String name,
      Optional<String> user,
      Optional<Secret> password,
      Map<String, String> options,
      int connections)
      implements DatabasePlace {
    /** Copies the lists. */
    public Postgres {
      hosts = List.copyOf(hosts);
      options = Map.copyOf(options);
    }

    private static Postgres of(PostgresUrl url, Config config) {
      return new Postgres(
          url.hosts(),
          url.name(),
          config.get(DatabaseSettings.USER).or(url::user),
          config.get(DatabaseSettings.PASSWORD_FILE).or(() -> url.password().map(Secret::new)),
          PostgresTls.options(url),
          config.get(DatabaseSettings.CONNECTIONS));
    }

    /** Hosts and name: no user, no password, no options. */
    @Override
    public String toString() {
      return hosts.stream().map(Host::toString).collect(Collectors.joining(",")) + "/" + name;
    }
  }

  /**
   * Where a server listens.
   *
   * @param name a name or a literal address
   * @param port 1 to 65535
   */
  record Host(String name, int port) {
    @Override
    public String toString() {
      return (name.indexOf(':') >= 0 ? "[" + name + "]" : name) + ":" + port;
    }
  }
}
