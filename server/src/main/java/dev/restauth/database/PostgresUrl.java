package dev.restauth.database;

import dev.restauth.database.DatabasePlace.Host;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The URL of a PostgreSQL database. It may have the form of the driver, {@code
 * jdbc:postgresql://host:port,host:port/name?option=value}, or that of libpq and of hosting
 * companies, {@code postgres://user:password@host/name}.
 *
 * @param user the user; empty if none is given
 * @param password the password; empty if none is given
 * @param options the options; none of them makes commits less durable, or makes the driver load
 *     other classes
 */
record PostgresUrl(
    List<Host> hosts,
    String name,
    Optional<String> user,
    Optional<String> password,
    Map<String, String> options) {
  private static final Pattern FORM =
      Pattern.compile(
          "(?:jdbc:)?postgres(?:ql)?://(?:([^:@/?]*)(?::([^@/]*))?@)?([^@/?]+)/([^/?]+)(?:\\?(.*))?");
  private static final Pattern HOST =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([A-Za-z0-9._-]+))(?::(\\d{1,5}))?");
  private static final Pattern ENCODED = Pattern.compile("(?:[^%]|%[0-9A-Fa-f]{2})*+");
  private static final int STANDARD_PORT = 5432;

  /** The options of the driver that the operator may set. */
  static final Set<String> OPTIONS =
      Set.of(
          "channelBinding",
          "currentSchema",
          "gssEncMode",
          "sslcert",
          "sslkey",
          "sslmode",
          "sslpassword",
          "sslrootcert",
          "tcpKeepAlive");

  private static final String EXPECTED =
      "expected jdbc:postgresql://HOST[:PORT][,HOST[:PORT]…]/NAME";

  PostgresUrl {
    hosts = List.copyOf(hosts);
    options = Map.copyOf(options);
  }

  static boolean hasScheme(String text) {
    return text.startsWith("jdbc:postgresql:") || text.startsWith("postgres");
  }

  /**
   * Parses a URL.
   *
   * @throws IllegalArgumentException if the text is not such a URL; the message says what is
   *     expected and does not quote any value
   */
  static PostgresUrl parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(EXPECTED);
    }
    Map<String, String> options = options(Optional.ofNullable(parts.group(5)).orElse(""));
    Optional<String> user =
        Optional.ofNullable(parts.group(1))
            .filter(name -> !name.isEmpty())
            .map(PostgresUrl::decoded);
    Optional<String> password = Optional.ofNullable(parts.group(2)).map(PostgresUrl::decoded);
    user = user.or(() -> Optional.ofNullable(options.remove("user")));
    password = password.or(() -> Optional.ofNullable(options.remove("password")));
    PostgresTls.check(options);
    Set<String> unknown = new TreeSet<>(options.keySet());
    unknown.removeAll(OPTIONS);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "its options may be user, password and " + String.join(", ", new TreeSet<>(OPTIONS)));
    }
    return new PostgresUrl(hosts(parts.group(3)), decoded(parts.group(4)), user, password, options);
  }

  private static List<Host> hosts(String text) {
    List<Host> hosts = new ArrayList<>();
    for (String each : text.split(",", -1)) {
      Matcher host = HOST.matcher(each);
      if (!host.matches()) {
        throw new IllegalArgumentException(EXPECTED);
      }
      int port = host.group(3) == null ? STANDARD_PORT : Integer.parseInt(host.group(3));
      if (port < 1 || port > 65_535) {
        throw new IllegalArgumentException("expected ports from 1 to 65535");
      }
      hosts.add(new Host(host.group(1) != null ? host.group(1) : host.group(2), port));
    }
    return hosts;
  }

  private static Map<String, String> options(String text) {
    Map<String, String> options = new HashMap<>();
    for (String each : text.isEmpty() ? new String[0] : text.split("&", -1)) {
      String[] option = each.split("=", 2);
      if (option.length != 2) {
        throw new IllegalArgumentException("expected options as name=value");
      }
      options.put(decoded(option[0]), decoded(option[1]));
    }
    return options;
  }

  /**
   * Decodes percent-encoding; a plus sign remains a plus sign. The error message does not quote the
   * text, since the text may be part of a password.
   */
  private static String decoded(String text) {
    if (!ENCODED.matcher(text).matches()) {
      throw new IllegalArgumentException("expected two hexadecimal digits after each %");
    }
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** Returns the hosts and the name. */
  @Override
  public String toString() {
    return hosts + "/" + name;
  }
}
