package dev.restauth.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The application whose users are taken over, and what the settings for it need of each other. */
final class FallbackRules {
  /** All that say something about the database that {@code fallback} names. */
  private static final List<Setting> DETAILS =
      List.of(
          Setting.FALLBACK_SYSTEM,
          Setting.FALLBACK_QUERY,
          Setting.FALLBACK_USER,
          Setting.FALLBACK_PASSWORD_FILE,
          Setting.FALLBACK_DRIVER,
          Setting.FALLBACK_ID_GAP,
          Setting.FALLBACK_HASH_FORMAT);

  private static final String SQLITE = "jdbc:sqlite:";

  private final Values values;
  private final Paths paths;

  FallbackRules(Values values, Paths paths) {
    this.values = values;
    this.paths = paths;
  }

  /** Reads and judges now; what is supplied may be asked for once there is no problem. */
  Supplier<Optional<Fallback>> fallback() {
    Optional<String> database = values.one(Setting.FALLBACK, this::place);
    FallbackSystem system =
        values.choice(Setting.FALLBACK_SYSTEM, FallbackSystem.class, FallbackSystem.REST_AUTH);
    Optional<String> query = values.one(Setting.FALLBACK_QUERY, FallbackRules::query);
    Optional<String> user = values.one(Setting.FALLBACK_USER, FallbackRules::filled);
    Optional<Path> password = values.one(Setting.FALLBACK_PASSWORD_FILE, paths::existing);
    Optional<Path> driver = values.one(Setting.FALLBACK_DRIVER, paths::existing);
    int gap = values.whole(Setting.FALLBACK_ID_GAP);
    String format =
        values
            .one(Setting.FALLBACK_HASH_FORMAT, FallbackRules::filled)
            .or(Setting.FALLBACK_HASH_FORMAT::defaultValue)
            .orElseThrow();
    details(database, system);
    return () ->
        database.map(
            place ->
                new Fallback(
                    new Secret(place), system, query, user, password, driver, gap, format));
  }

  private void details(Optional<String> database, FallbackSystem system) {
    DETAILS.stream()
        .filter(detail -> values.has(detail) && !values.has(Setting.FALLBACK))
        .forEach(detail -> needs(detail, Setting.FALLBACK));
    if (system == FallbackSystem.SQL && values.good(Setting.FALLBACK_SYSTEM)) {
      if (!values.has(Setting.FALLBACK_QUERY)) {
        needs(Setting.FALLBACK_SYSTEM, Setting.FALLBACK_QUERY);
      }
    }
    if (database.isPresent()) {
      ofPlace(database.get());
    }
  }

  private void ofPlace(String place) {
    boolean file = !isUrl(place);
    boolean onBoard = file || place.startsWith("postgres") || place.startsWith("jdbc:postgresql:");
    if (!onBoard && !values.has(Setting.FALLBACK_DRIVER)) {
      needs(Setting.FALLBACK, Setting.FALLBACK_DRIVER);
    }
    for (Setting ofServers :
        List.of(Setting.FALLBACK_USER, Setting.FALLBACK_PASSWORD_FILE, Setting.FALLBACK_DRIVER)) {
      if (file && values.has(ofServers)) {
        values.problem(
            ofServers, "\"" + ofServers.key() + "\" says nothing about a SQLite file; remove it");
      }
    }
  }

  private void needs(Setting setting, Setting companion) {
    values.problem(setting, "\"" + setting.key() + "\" needs " + companion.key() + " as well");
  }

  private static boolean isUrl(String place) {
    return place.startsWith("jdbc:")
        || place.startsWith("postgres://")
        || place.startsWith("postgresql://");
  }

  /** The absolute path of a file that is there, or the URL as it is. */
  private String place(String text) {
    String path = text.startsWith(SQLITE) ? text.substring(SQLITE.length()) : text;
    if (isUrl(path)) {
      return path;
    }
    boolean options = text.startsWith(SQLITE) && path.contains("?");
    if (options
        || path.isBlank()
        || path.startsWith(":")
        || path.startsWith("file:")
        || path.contains("://")) {
      throw new IllegalArgumentException(
          "expected the path of a SQLite file, or a URL that begins with jdbc: or postgres://");
    }
    return paths.existing(path).toString();
  }

  /** What else it must be is seen where it is used. */
  private static String query(String text) {
    String begin = text.strip();
    if (!begin.regionMatches(true, 0, "SELECT", 0, 6)
        && !begin.regionMatches(true, 0, "WITH", 0, 4)) {
      throw new IllegalArgumentException("expected a query that begins with SELECT");
    }
    return text;
  }

  private static String filled(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("expected a name");
    }
    return text;
  }
}
