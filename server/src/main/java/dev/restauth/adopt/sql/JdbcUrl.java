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
 * The URL of a database, and the part of the URL that operators may see.
 *
 * @param url the URL for the driver
 * @param options the options for PostgreSQL. They are separate from the URL, because the driver
 *     writes the URL to the debug log
 */
record JdbcUrl(String url, Map<String, String> options) {
  /**
   * The form of JDBC, or the form of libpq that hosting providers use: {@code
   * postgres://user:password@host/name}.
   */
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

  /** Decodes percent-encoded text; a plus sign remains a plus sign. */
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
   * Returns the host and the name of the database. Drivers accept passwords in many places: in
   * options, before the host, and in brackets. All parts that may contain a password are therefore
   * omitted, even if some of them contain none.
   */
  String shown() {
    return mayBeShown() ? OPTIONS.matcher(url).replaceFirst("") : prefix() + "…";
  }

  private boolean mayBeShown() {
    return !prefix().isEmpty()
        && url.chars().noneMatch(c -> c == '@' || c == '(' || c == '\'' || c == '"');
  }

  private String prefix() {
    Matcher begin = SUBPROTOCOL.matcher(url);
    return begin.lookingAt() ? begin.group() : "";
  }

  /** Returns whether a text contains a part of the URL that {@link #shown} omits. */
  boolean isRevealedBy(String text) {
    int shownLength = mayBeShown() ? shown().length() : prefix().length();
    Stream<String> parts =
        Pattern.compile("[?;&#=@:/(),]").splitAsStream(url.substring(shownLength));
    Stream<String> values =
        options.values().stream()
            .flatMap(
                value -> Stream.concat(Stream.of(value), Stream.of(value.split("[\\s=]+", -1))));
    return text.contains("jdbc:")
        || Stream.concat(parts.flatMap(part -> Stream.of(part, decoded(part))), values)
            .anyMatch(part -> !part.isEmpty() && text.contains(part));
  }

  /** Returns a text without the parts that may be secret. */
  @Override
  public String toString() {
    return shown();
  }
}
