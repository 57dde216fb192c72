package dev.restauth.oauth.client;

import dev.restauth.oauth.client.RedirectUris.Target;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rules for the text of a redirect URI that is registered (RFC 9700 section 4.1.3, RFC 8252
 * section 7). They refuse URIs that programs interpret in different ways: this server could see one
 * host in the URI, and a browser another.
 */
final class RedirectUri {
  /** The maximum length, in characters. */
  static final int LENGTH_AT_MOST = 2_048;

  /**
   * The maximum length of an app's URI scheme, in characters. It is the same as for domain names.
   */
  private static final int SCHEME_AT_MOST = 253;

  /**
   * A loopback address (RFC 8252 section 7.3), divided into the host, the port, and everything
   * after the port.
   */
  static final Pattern LOOPBACK =
      Pattern.compile(
          "http://(127\\.0\\.0\\.1|\\[::1\\]|localhost)(?::([1-9][0-9]{0,4}))?((?:[/?].*)?)");

  /**
   * The allowed characters of a URI (RFC 3986). The number sign (a fragment), the at sign (user
   * info) and the asterisk (a wildcard) are not allowed. The pattern has no alternatives, so that a
   * long text does not cause deep recursion.
   */
  private static final Pattern CHARACTERS = Pattern.compile("[A-Za-z0-9._~:/?!$&'()+,;=\\[\\]%-]+");

  /** A percent sign that does not begin an escape sequence. */
  private static final Pattern BROKEN_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");

  /**
   * Escape sequences for control characters, slashes, backslashes, dots and percent signs. Some
   * programs decode them before interpreting the URI, and others do not.
   */
  private static final Pattern HIDING_ESCAPES =
      Pattern.compile("%(?:[01][0-9A-Fa-f]|7[Ff]|2[EeFf]|5[Cc]|25)");

  /**
   * A segment that consists of dots. Some programs remove such a segment even if it has path
   * parameters ("..;x").
   */
  private static final Pattern DOT_SEGMENT = Pattern.compile("(?:.*/)?\\.{1,2}(?:;[^/]*)?(?:/.*)?");

  private static final Pattern HOST =
      Pattern.compile(
          "(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)*[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?");

  private static final Pattern IPV4 =
      Pattern.compile("(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\\.(?!$)|$)){4}");

  private static final Pattern IPV6 = Pattern.compile("\\[[0-9a-f:.]+\\]");

  /** The URI scheme of an app, which is a domain name in reverse order (RFC 8252 section 7.1). */
  private static final Pattern APP =
      Pattern.compile("([a-z][a-z0-9-]*(?:\\.[a-z0-9-]+)+):(//?)([^/].*)?");

  /**
   * Parameters that an authorization server adds to a redirect URI, and that the URI itself must
   * therefore not contain.
   */
  private static final List<String> RESERVED_PARAMETERS =
      List.of(
          "code",
          "state",
          "iss",
          "error",
          "error_description",
          "error_uri",
          "response",
          "session_state",
          "id_token",
          "access_token",
          "token_type",
          "expires_in");

  private RedirectUri() {}

  /**
   * Checks the text of a redirect URI.
   *
   * @return the kind of target to which the URI leads
   * @throws InvalidMetadata if the URI violates a rule
   */
  static Target check(String member, String uri) {
    requireText(member, uri);
    requireParameters(member, uri);
    if (uri.startsWith("https://")) {
      requireServer(member, uri);
      return Target.WEB;
    }
    if (uri.startsWith("http:")) {
      requireLoopback(member, uri);
      return Target.LOOPBACK;
    }
    if (uri.indexOf(':') > SCHEME_AT_MOST || !APP.matcher(uri).matches()) {
      throw new InvalidMetadata(
          member,
          "must begin with https://, or with http:// and 127.0.0.1, [::1] or localhost, or with an app's"
              + " scheme that has a dot, such as com.example.app:/");
    }
    return Target.APP;
  }

  /** Checks the rules that apply to all URIs of clients. */
  static void requireText(String member, String uri) {
    if (uri.isEmpty() || uri.length() > LENGTH_AT_MOST) {
      throw new InvalidMetadata(member, "must have 1 to 2,048 characters");
    }
    if (uri.contains("*")) {
      throw new InvalidMetadata(member, "has a *: there are no wildcards, list each URI");
    }
    if (uri.contains("#")) {
      throw new InvalidMetadata(member, "must not have a fragment");
    }
    if (uri.contains("@")) {
      throw new InvalidMetadata(member, "must not have an @, the sign of user information");
    }
    if (!CHARACTERS.matcher(uri).matches()
        || BROKEN_ESCAPE.matcher(uri).find()
        || HIDING_ESCAPES.matcher(uri).find()) {
      throw new InvalidMetadata(
          member,
          "must be a URI of ASCII characters, without a backslash and without escaped control"
              + " characters, slashes, dots and percent signs");
    }
    String path = uri.split("\\?", 2)[0];
    if (DOT_SEGMENT.matcher(path).matches()) {
      throw new InvalidMetadata(member, "must not have a segment . or ..");
    }
  }

  private static void requireParameters(String member, String uri) {
    String[] parts = uri.split("\\?", 2);
    if (parts.length < 2) {
      return;
    }
    for (String pair : parts[1].split("[&;]", -1)) {
      String name = URLDecoder.decode(pair.split("=", 2)[0], StandardCharsets.UTF_8);
      if (RESERVED_PARAMETERS.contains(name)) {
        throw new InvalidMetadata(
            member, "must not have the query parameter " + name + ", which is part of the answer");
      }
    }
  }

  /** Checks the host and the port of an https URI. */
  static void requireServer(String member, String uri) {
    if (!hasPlainServer(uri)) {
      throw new InvalidMetadata(
          member,
          "must have a host in lower case, without a dot at its end, and at most a port from 1 to"
              + " 65535");
    }
  }

  private static boolean hasPlainServer(String uri) {
    try {
      URI parsed = new URI(uri).parseServerAuthority();
      Optional<String> host = Optional.ofNullable(parsed.getHost());
      return host.isPresent()
          && host.get().length() <= 253
          && (HOST.matcher(host.get()).matches()
              || IPV4.matcher(host.get()).matches()
              || IPV6.matcher(host.get()).matches())
          && parsed
              .getRawAuthority()
              .equals(host.get() + (parsed.getPort() < 0 ? "" : ":" + parsed.getPort()))
          && parsed.getPort() != 0
          && parsed.getPort() <= 65_535;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static void requireLoopback(String member, String uri) {
    Matcher loopback = LOOPBACK.matcher(uri);
    if (!loopback.matches() || !isPort(loopback.group(2))) {
      throw new InvalidMetadata(
          member,
          "may begin with http:// only for this machine: 127.0.0.1, [::1] or localhost, perhaps with a"
              + " port; otherwise use https://");
    }
  }

  /** Returns whether a text of digits is a port number. A missing port is also allowed. */
  static boolean isPort(@Nullable String digits) {
    return digits == null || Integer.parseInt(digits) <= 65_535;
  }
}
