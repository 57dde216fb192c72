package dev.restauth.adopt.sql;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A database's URL, and what of it may be told.
 *
 * @param url for a driver
 * @param options of PostgreSQL, apart from the URL: its driver writes that into the log of a debugger
 */
record JdbcUrl(String url, Map<String, String> options) {
  /** Of JDBC, or of libpq, as hosters hand out: {@code postgres://user:password@host/name}. */
  private static final Pattern POSTGRESQL =
      Pattern.compile(
          "(?:jdbc:)?postgres(?:ql)?:(//(?:([^:@/?]*)(?::([^/]*))?@)?)?([^@?]*)(?:\\?(.*))?");

  private static final Pattern OPTIONS = Pattern.compile("[?;&#].*", Pattern.DOTALL);
  private static final Pattern SUBPROTOCOL = Pattern.compile("jdbc:[A-Za-z0-9+_-]+:");

  JdbcUrl {
    options = Map.copyOf(options);
  }

  static JdbcUrl of(String text) {
    Matcher postgresql = POSTGRESQL.matcher(text);
    if (!postgresql.matches()) {
      return new JdbcUrl(text, Map.of());
    }
    Map<String, String> options = new HashMap<>();
    Optional.ofNullable(postgresql.group(5)).stream()
        .flatMap(Pattern.compile("&")::splitAsStream)
        .map(option -> option.split("=", 2))
        .filter(option -> option.length == 2)
        .forEach(option -> options.put(decoded(option[0]), decoded(option[1])));
    Optional.ofNullable(postgresql.group(2))
        .filter(user -> !user.isEmpty())
        .ifPresent(user -> options.put("user", decoded(user)));
    Optional.ofNullable(postgresql.group(3))
        .ifPresent(password -> options.put("password", decoded(password)));
    String slashes = postgresql.group(1) == null ? "" : "//";
    return new JdbcUrl("jdbc:postgresql:" + slashes + postgresql.group(4), options);
  }

  /** A plus sign is itself. */
  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  boolean isOf(String subprotocol) {
    return url.startsWith("jdbc:" + subprotocol + ":");
  }

  /**
   * Host and name of the database. Drivers have passwords in many places: in options, before the host,
   * and in brackets. What may hold one is left out, more rather than less.
   */
  String shown() {
    return mayBeShown() ? OPTIONS.matcher(url).replaceFirst("") : beginning() + "…";
  }

  private boolean mayBeShown() {
    return !beginning().isEmpty()
        && url.chars().noneMatch(c -> c == '@' || c == '(' || c == '\'' || c == '"');
  }

  private String beginning() {
    Matcher begin = SUBPROTOCOL.matcher(url);
    return begin.lookingAt() ? begin.group() : "";
  }

  /** Whether a text tells anything that {@link #shown} does not. */
  boolean isToldBy(String text) {
    int told = mayBeShown() ? shown().length() : beginning().length();
    Stream<String> parts = Pattern.compile("[?;&#=@:/(),]").splitAsStream(url.substring(told));
    Stream<String> values =
        options.values().stream()
            .flatMap(
                value -> Stream.concat(Stream.of(value), Stream.of(value.split("[\\s=]+", -1))));
    return text.contains("jdbc:")
        || Stream.concat(parts.flatMap(part -> Stream.of(part, decoded(part))), values)
            .anyMatch(part -> !part.isEmpty() && text.contains(part));
  }

  /** Without what may be secret. */
  @Override
  public String toString() {
    return shown();
  }
}
