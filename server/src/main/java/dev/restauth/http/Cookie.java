package dev.restauth.http;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A cookie that this server sets (RFC 6265bis). Scripts cannot read the cookie (HttpOnly). Browsers
 * send it only to this host, for all paths. Browsers do not send it with requests that other sites
 * cause, except when the user follows a link (SameSite=Lax).
 *
 * <p>If browsers reach this server over HTTPS, the cookie is Secure, and its name has the prefix
 * {@code __Host-}. Then neither a neighbouring subdomain nor a connection without TLS can set the
 * cookie (section 4.1.3.2).
 *
 * @param name the name without the prefix: lower-case letters, digits and hyphens
 * @param value the value: letters, digits, hyphens, underscores, full stops, at most 3,000
 *     characters
 * @param maxAge the time for which browsers store the cookie, in whole seconds; zero removes the
 *     cookie; if empty, browsers store the cookie until they are closed
 */
public record Cookie(String name, String value, Optional<Duration> maxAge) {
  /**
   * The maximum length of a value. Browsers ignore cookies whose name and value have more than
   * 4,096 bytes (RFC 6265bis section 5.7).
   */
  public static final int LENGTH_AT_MOST = 3_000;

  private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9._-]{0," + LENGTH_AT_MOST + "}");

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,63}");
  private static final String PREFIX = "__Host-";

  /**
   * Checks name and value.
   *
   * @throws IllegalArgumentException if the name or value has a forbidden character, or is too long
   */
  public Cookie {
    if (!NAME.matcher(name).matches() || !VALUE.matcher(value).matches()) {
      throw new IllegalArgumentException("the cookie " + name + " cannot be written");
    }
  }

  /** Returns a cookie that browsers store until they are closed. */
  public static Cookie untilClosed(String name, String value) {
    return new Cookie(name, value, Optional.empty());
  }

  /** Returns a cookie that browsers store for a time. */
  public static Cookie lasting(String name, String value, Duration maxAge) {
    return new Cookie(name, value, Optional.of(maxAge));
  }

  /** Returns a cookie that makes browsers remove their cookie of this name. */
  public static Cookie removed(String name) {
    return new Cookie(name, "", Optional.of(Duration.ZERO));
  }

  /**
   * Returns the name under which browsers store a cookie.
   *
   * @param secure whether browsers reach this server over HTTPS
   */
  static String storedName(String name, boolean secure) {
    return secure ? PREFIX + name : name;
  }

  /** Returns the Set-Cookie field. */
  HeaderField field(boolean secure) {
    return new HeaderField(
        FieldNames.SET_COOKIE,
        storedName(name, secure)
            + "="
            + value
            + "; Path=/; HttpOnly; SameSite=Lax"
            + (secure ? "; Secure" : "")
            + maxAge.map(age -> "; Max-Age=" + age.toSeconds()).orElse(""));
  }

  /** Shows only the name: the value may be a secret. */
  @Override
  public String toString() {
    return "Cookie[" + name + "]";
  }
}
