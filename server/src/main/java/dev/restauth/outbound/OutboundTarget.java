package dev.restauth.outbound;

import dev.restauth.config.AddressBlock;
import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The parts of a URL that a call needs.
 *
 * @param host a name in lower case, or an IP address without brackets
 * @param port 1 to 65535
 * @param literal the address, if the host is an IP address
 * @param path the path and the query as they are sent, in ASCII
 * @param secure whether the connection has TLS
 */
record OutboundTarget(
    String host, int port, Optional<InetAddress> literal, String path, boolean secure) {
  private static final int HTTP = 80;
  private static final int HTTPS = 443;
  private static final int LONGEST_URL = 2_048;
  private static final int LONGEST_NAME = 253;
  private static final String LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";

  /**
   * Host names whose last label begins with a letter. Other names are refused, because programs
   * disagree about which addresses 127.1 and 0x7f.1 mean.
   */
  private static final Pattern NAME =
      Pattern.compile("(" + LABEL + "\\.)*[a-z]([a-z0-9-]{0,61}[a-z0-9])?");

  private static final Pattern VISIBLE = Pattern.compile("[!-~]+");

  /**
   * Parses a URL.
   *
   * @throws OutboundException if the URL must not be called; the message does not quote the URL,
   *     because it may contain a password
   */
  static OutboundTarget of(URI uri) {
    require("https".equalsIgnoreCase(uri.getScheme()), "does not begin with https://");
    return of(uri, true);
  }

  /**
   * Parses a URL that the operator chose. It may begin with {@code http://}. Apart from that, the
   * rules of {@link #of} apply.
   */
  static OutboundTarget ofOperator(URI uri) {
    boolean secure = "https".equalsIgnoreCase(uri.getScheme());
    require(
        secure || "http".equalsIgnoreCase(uri.getScheme()),
        "begins neither with https:// nor with http://");
    return of(uri, secure);
  }

  private static OutboundTarget of(URI uri, boolean secure) {
    require(uri.toString().length() <= LONGEST_URL, "has more than 2,048 characters");
    require(uri.getRawUserInfo() == null, "contains a user name");
    require(uri.getRawFragment() == null, "has a fragment");
    String host = host(Objects.requireNonNullElse(uri.getHost(), ""));
    Optional<InetAddress> literal = AddressBlock.literal(host);
    require(
        literal.isPresent() || (host.length() <= LONGEST_NAME && NAME.matcher(host).matches()),
        "has no valid host");
    int port = uri.getPort() == -1 ? usualPort(secure) : uri.getPort();
    require(port >= 1 && port <= 65_535, "has an invalid port");
    String path =
        (Objects.requireNonNullElse(uri.getRawPath(), "").isEmpty() ? "/" : uri.getRawPath())
            + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
    require(VISIBLE.matcher(path).matches(), "has characters outside of ASCII");
    return new OutboundTarget(host, port, literal, path, secure);
  }

  private static int usualPort(boolean secure) {
    return secure ? HTTPS : HTTP;
  }

  private static String host(String host) {
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    return (bracketed ? host.substring(1, host.length() - 1) : host).toLowerCase(Locale.ROOT);
  }

  private static void require(boolean holds, String problem) {
    if (!holds) {
      throw new OutboundException(
          OutboundException.Kind.INVALID_URL, "the URL cannot be called: it " + problem);
    }
  }

  /** The value of the Host field (RFC 9110 section 7.2). */
  String hostField() {
    return port == usualPort(secure) ? bracketed() : toString();
  }

  private String bracketed() {
    return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
  }

  /** The host and the port, for messages. */
  @Override
  public String toString() {
    return bracketed() + ":" + port;
  }

  /** Returns the exception for a failed call to this target. */
  OutboundException failure(OutboundException.Kind kind, String reason) {
    return new OutboundException(kind, this + ": " + reason);
  }
}
