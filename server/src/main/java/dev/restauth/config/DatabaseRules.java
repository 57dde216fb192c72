package dev.restauth.config;

import dev.restauth.config.DatabasePlace.Postgres;
import dev.restauth.config.DatabasePlace.SqliteFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Which database there is, and what the settings for it need of each other. */
final class DatabaseRules {
  private static final String FILE = "restauth.sqlite";

  /** What says nothing about a file. */
  private static final List<Setting> OF_SERVERS =
      List.of(
          Setting.DATABASE_USER,
          Setting.DATABASE_PASSWORD_FILE,
          Setting.DATABASE_CONNECTIONS,
          Setting.MAX_STALENESS);

  private final Values values;
  private final Paths paths;

  DatabaseRules(Values values, Paths paths) {
    this.values = values;
    this.paths = paths;
  }

  /** Reads and judges now; what is supplied may be asked for once there is no problem. */
  Supplier<DatabasePlace> place(Path data, boolean masterKeyIsGiven) {
    Optional<Place> place = values.one(Setting.DATABASE, this::place);
    Optional<String> user = values.one(Setting.DATABASE_USER, DatabaseRules::filled);
    Optional<Secret> password =
        values.one(Setting.DATABASE_PASSWORD_FILE, text -> new Secret(paths.firstLine(text)));
    int connections = values.whole(Setting.DATABASE_CONNECTIONS);
    Duration staleness = values.span(Setting.MAX_STALENESS);
    if (place.isPresent() && place.get() instanceof Place.Url(PostgresUrl url)) {
      if (!masterKeyIsGiven && values.good(Setting.MASTER_KEY_FILE)) {
        values.problem(
            Setting.MASTER_KEY_FILE,
            "on PostgreSQL no key is made, for every node has to be given the same one, here or in "
                + Sources.MASTER_KEY_VARIABLE
                + "; make one, once, with: openssl rand -base64 32");
      }
      return () ->
          new Postgres(
              url.hosts(),
              url.name(),
              user.or(url::user),
              password.or(() -> url.password().map(Secret::new)),
              PostgresTls.options(url),
              connections,
              staleness);
    }
    if (values.good(Setting.DATABASE)) {
      OF_SERVERS.stream()
          .filter(values::has)
          .forEach(
              setting ->
                  values.problem(
                      setting,
                      "\"" + setting.key() + "\" says nothing about a SQLite file; remove it"));
    }
    Path file =
        place.isPresent() && place.get() instanceof Place.File(Path path)
            ? path
            : data.resolve(FILE);
    return () -> new SqliteFile(Paths.real(file));
  }

  /** What the URL says. */
  private sealed interface Place {
    record File(Path path) implements Place {}

    record Url(PostgresUrl url) implements Place {}
  }

  private Place place(String text) {
    return PostgresUrl.isOne(text)
        ? new Place.Url(PostgresUrl.parse(text))
        : new Place.File(paths.sqlite(text));
  }

  private static String filled(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("expected a name");
    }
    return text;
  }
}
