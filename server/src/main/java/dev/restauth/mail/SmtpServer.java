package dev.restauth.mail;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * The SMTP server to which mails are sent.
 *
 * @param host a host name or an IP address
 */
record SmtpServer(Security security, String host, int port) {

  /** The protection of the connection. */
  enum Security {
    /** TLS through STARTTLS, which the server must offer (RFC 3207). */
    STARTTLS("smtp", 587),
    /** TLS from the first byte (RFC 8314). */
    TLS("smtps", 465),
    /** No TLS: passwords and codes cross the network in plain text. */
    NONE("smtp+insecure", 25);

    private final String scheme;
    private final int port;

    Security(String scheme, int port) {
      this.scheme = scheme;
      this.port = port;
    }
  }

  /**
   * Parses a URL with one of the three schemes.
   *
   * @throws IllegalArgumentException if the text has another form; the message says which form is
   *     expected
   */
  static SmtpServer of(String text) {
    try {
      URI url = new URI(text);
      for (Security each : Security.values()) {
        if (each.scheme.equalsIgnoreCase(url.getScheme()) && isPlain(url)) {
          return new SmtpServer(each, url.getHost(), url.getPort() < 0 ? each.port : url.getPort());
        }
      }
    } catch (URISyntaxException e) {
      // the text is not repeated, because it may contain a password
    }
    throw new IllegalArgumentException(
        "expected smtp://HOST[:PORT] (STARTTLS), smtps://HOST[:PORT] (TLS) or"
            + " smtp+insecure://HOST[:PORT], without user name and path");
  }

  private static boolean isPlain(URI url) {
    return url.getHost() != null
        && url.getUserInfo() == null
        && Optional.ofNullable(url.getPath()).filter(path -> path.length() > 1).isEmpty()
        && url.getQuery() == null
        && url.getPort() != 0
        && url.getPort() <= 65_535;
  }

  @Override
  public String toString() {
    return host + " port " + port;
  }
}
