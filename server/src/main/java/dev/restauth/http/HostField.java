package dev.restauth.http;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A valid {@code host[:port]} (RFC 9110 section 7.2, RFC 3986 section 3.2.2).
 *
 * @param host a name, an IPv4 address, or an IPv6 address in brackets; lower case
 * @param text the whole field as received
 */
record HostField(String host, String text) {
  private static final Pattern FORM =
      Pattern.compile(
          "([A-Za-z0-9](?:[A-Za-z0-9._-]{0,252})|\\[[0-9A-Fa-f:.]{2,45}])(?::([0-9]{1,5}))?");
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[.*]");
  private static final int HIGHEST_PORT = 65_535;
  private static final int PORT_DIGITS = 5;

  /**
   * The refusal of a request that has no Host field, several Host fields (RFC 9112 section 3.2), or
   * an invalid port.
   *
   * @param hosts the lines of the field
   */
  static Optional<Problem> refusal(List<String> hosts) {
    if (hosts.size() == 1 && !hasBadPort(hosts.getFirst())) {
      return Optional.empty();
    }
    return Optional.of(
        ProblemType.MALFORMED_REQUEST.because(
            hosts.size() == 1
                ? "The Host header has a port that is no number."
                : "A request needs exactly one Host header."));
  }

  /** Returns whether the text has an invalid port: a port has one to five digits. */
  static boolean hasBadPort(String text) {
    int colon = text.lastIndexOf(':');
    if (colon <= text.lastIndexOf(']')) {
      return false;
    }
    for (int i = colon + 1; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return true;
      }
    }
    int digits = text.length() - colon - 1;
    return digits == 0 || digits > PORT_DIGITS;
  }

  static Optional<HostField> parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    String port = form.group(2);
    return port == null || (Integer.parseInt(port) <= HIGHEST_PORT && Integer.parseInt(port) > 0)
        ? Optional.of(new HostField(form.group(1).toLowerCase(Locale.ROOT), text))
        : Optional.empty();
  }

  /**
   * Host and port in the form of an origin with this scheme: lower case, without the default port
   * of the scheme.
   */
  String authority(String scheme) {
    String own = scheme.equals("https") ? ":443" : ":80";
    String whole = text.toLowerCase(Locale.ROOT);
    return whole.equals(host + own) ? host : whole;
  }

  boolean isLocalhost() {
    return host.equals("localhost");
  }

  /**
   * Returns whether the host is localhost or an IP address. An attacker's DNS server cannot control
   * such a host.
   */
  boolean isLocalhostOrAddress() {
    return isLocalhost() || ADDRESS.matcher(host).matches();
  }
}
