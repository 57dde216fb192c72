package dev.restauth.adopt;

import dev.restauth.config.Config;
import dev.restauth.config.Environment;
import dev.restauth.config.Findings;
import dev.restauth.config.Group;
import dev.restauth.config.Secret;
import dev.restauth.config.Setting;
import dev.restauth.config.Settings;
import dev.restauth.config.ValueType;
import dev.restauth.config.Warnings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Settings for a legacy application that still runs. Its users are adopted when they log in. */
public final class FallbackSettings implements Settings {
  /** The absolute path of a SQLite file, or a URL, which may contain a password. */
  static final Setting<Optional<Secret>> FALLBACK =
      Setting.optional(
              "fallback",
              Group.TAKING_OVER,
              ValueType.text("FILE|URL", (text, machine) -> new Secret(place(text, machine))),
              "none",
              "Database of the application whose users are adopted at log-in: a SQLite file or a JDBC URL")
          .neverQuoted();

  static final Setting<Application> SYSTEM =
      Setting.of(
          "fallback-system",
          Group.TAKING_OVER,
          ValueType.choice(Application.values()),
          "rest-auth",
          "Kind of the old application; sql, with fallback-query, for any other");

  /**
   * The query that replaces the default query for the kind of application. Always set for {@link
   * Application#SQL}.
   */
  static final Setting<Optional<String>> QUERY =
      Setting.optional(
          "fallback-query",
          Group.TAKING_OVER,
          ValueType.text("SELECT", (text, _) -> query(text)),
          "the built-in query of the system",
          "SELECT with columns username and, if available, id, password_hash, salt, email, active");

  static final Setting<Optional<String>> USER =
      Setting.optional(
          "fallback-user",
          Group.TAKING_OVER,
          ValueType.name("NAME"),
          "the one in the URL",
          "User of the fallback database; grant this user only read access");

  static final Setting<Optional<Path>> PASSWORD_FILE =
      Setting.optional(
              "fallback-password-file",
              Group.TAKING_OVER,
              ValueType.file(),
              "the one in the URL",
              "File whose first line is this user's password")
          .neverQuoted();

  /** The file of a JDBC driver. Always set if no bundled driver accepts the URL. */
  static final Setting<Optional<Path>> DRIVER =
      Setting.optional(
          "fallback-driver",
          Group.TAKING_OVER,
          ValueType.file(),
          "the drivers of SQLite and PostgreSQL",
          "Jar with the JDBC driver, for any other kind of database");

  static final Setting<Integer> ID_GAP =
      Setting.of(
          "fallback-id-gap",
          Group.TAKING_OVER,
          ValueType.whole(1, 100_000_000),
          "1000000",
          "Gap between the highest id in the fallback database and the first id of new accounts");

  /**
   * The format of the hashes: {@code auto}, or the name of a format. This class does not check the
   * name.
   */
  static final Setting<String> HASH_FORMAT =
      Setting.of(
          "fallback-hash-format",
          Group.TAKING_OVER,
          ValueType.name("NAME"),
          "auto",
          "Format of the password hashes in the fallback database; auto recognizes a hash by its prefix");

  /** The settings that have an effect only together with {@code fallback}. */
  private static final List<Setting<?>> DETAILS =
      List.of(SYSTEM, QUERY, USER, PASSWORD_FILE, DRIVER, ID_GAP, HASH_FORMAT);

  private static final String SQLITE = "jdbc:sqlite:";

  /** The kind of application. */
  enum Application {
    /** The example application REST-auth (v0.3 and earlier). */
    REST_AUTH,
    /** A Django application with Django's user model. */
    DJANGO,
    /** Any other application, for which the operator writes the query. */
    SQL
  }

  @Override
  public List<Setting<?>> all() {
    return List.of(FALLBACK, SYSTEM, QUERY, USER, PASSWORD_FILE, DRIVER, ID_GAP, HASH_FORMAT);
  }

  @Override
  public void validate(Config config, Findings findings) {
    DETAILS.stream()
        .filter(detail -> findings.given(detail) && !findings.given(FALLBACK))
        .forEach(detail -> findings.needs(detail, FALLBACK));
    if (config.get(SYSTEM) == Application.SQL
        && findings.allValid(SYSTEM)
        && !findings.given(QUERY)) {
      findings.needs(SYSTEM, QUERY);
    }
    config.get(FALLBACK).ifPresent(place -> judgePlace(place.reveal(), findings));
  }

  private static void judgePlace(String place, Findings findings) {
    boolean file = !isUrl(place);
    boolean bundled = file || place.startsWith("postgres") || place.startsWith("jdbc:postgresql:");
    if (!bundled && !findings.given(DRIVER)) {
      findings.needs(FALLBACK, DRIVER);
    }
    for (Setting<?> serverOnly : List.of(USER, PASSWORD_FILE, DRIVER)) {
      if (file && findings.given(serverOnly)) {
        findings.problem(
            serverOnly, "\"" + serverOnly.key() + "\" does not apply to a SQLite file; remove it");
      }
    }
  }

  @Override
  public void warn(Config config, Warnings warnings) {
    config.get(PASSWORD_FILE).ifPresent(file -> warnings.addIfReadable(PASSWORD_FILE, file));
  }

  private static boolean isUrl(String place) {
    return place.startsWith("jdbc:")
        || place.startsWith("postgres://")
        || place.startsWith("postgresql://");
  }

  /** Returns the absolute path of an existing file, or the URL unchanged. */
  private static String place(String text, Environment machine) {
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
    return machine.existing(path).toString();
  }

  /**
   * Checks the first word only; {@link dev.restauth.adopt.sql.UserQuery} checks the whole query.
   */
  private static String query(String text) {
    String begin = text.strip();
    if (!begin.regionMatches(true, 0, "SELECT", 0, 6)
        && !begin.regionMatches(true, 0, "WITH", 0, 4)) {
      throw new IllegalArgumentException("expected a query that begins with SELECT");
    }
    return text;
  }
}
