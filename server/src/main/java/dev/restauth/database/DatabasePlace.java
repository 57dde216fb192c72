package dev.restauth.database;

import dev.restauth.config.Config;
import dev.restauth.config.Environment;
import dev.restauth.config.Secret;
import dev.restauth.database.DatabaseSettings.Target;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The location of the database. */
public sealed interface DatabasePlace {
  /**
   * Returns the database that the settings name. A symbolic link is resolved now, since it may
   * point to another file later.
   */
  static DatabasePlace of(Config config) {
    return config
        .get(DatabaseSettings.DATABASE)
        .<DatabasePlace>map(
            target ->
                switch (target) {
                  case Target.File(Path path) -> new SqliteFile(Environment.realPath(path));
                  case Target.Server(PostgresUrl url) -> Postgres.of(url, config);
                })
        .orElseGet(
            () ->
                new SqliteFile(
                    Environment.realPath(
                        config.get(DatabaseSettings.DATA).resolve("restauth.sqlite"))));
  }

  /**
   * A SQLite file, which only one server uses.
   *
   * @param path the absolute path; the file need not exist yet
   */
  record SqliteFile(Path path) implements DatabasePlace {
    @Override
    public String toString() {
      return path.toString();
    }
  }

  /**
   * A PostgreSQL database, which many servers may share.
   *
   * @param hosts the hosts as given; the server uses the host that accepts writes
   * @param name the name of the database
   * @param user the database user; empty for the user who runs the server
   * @param password the password; empty if none was given
   * @param options the options of the driver
   * @param connections the maximum number of connections per server, 4 to 1000
   */
  record Postgres(
      List<Host> hosts,
      String name,
      Optional<String> user,
      Optional<Secret> password,
      Map<String, String> options,
      int connections)
      implements DatabasePlace {
    /** Copies the hosts and the options. */
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

    /** Returns the hosts and the name, but no user, password or options. */
    @Override
    public String toString() {
      return hosts.stream().map(Host::toString).collect(Collectors.joining(",")) + "/" + name;
    }
  }

  /**
   * The address at which a PostgreSQL server listens.
   *
   * @param name a host name or a literal address
   * @param port 1 to 65535
   */
  record Host(String name, int port) {
    @Override
    public String toString() {
      return (name.indexOf(':') >= 0 ? "[" + name + "]" : name) + ":" + port;
    }
  }
}
