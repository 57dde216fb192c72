package dev.restauth.http;

import dev.restauth.config.AddressBlock;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Parsers of hosts, URLs and origins in the configuration. If a text is invalid, all methods throw
 * an IllegalArgumentException whose message says what is expected.
 */
final class Addresses {
  private static final Pattern NAME =
      Pattern.compile("(?=.*[A-Za-z])[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?");
  private static final String ORIGIN_FORM =
      "expected scheme://host or scheme://host:port, as in https://app.example.com";

  private Addresses() {}

  /** Parses a host to listen on: an IP address, returned without brackets, or a name. */
  static String host(String text) {
    boolean bracketed = text.startsWith("[") && text.endsWith("]");
    String bare = bracketed ? text.substring(1, text.length() - 1) : text;
    if (NAME.matcher(bare).matches() || AddressBlock.literal(bare).isPresent()) {
      return bare;
    }
    throw new IllegalArgumentException("expected an IP address or a host name, without a port");
  }

  /**
   * Parses an address block of trusted proxies. Refuses a block that contains all addresses,
   * because such a block would let any client forge its address.
   */
  static AddressBlock proxies(String text) {
    AddressBlock block = AddressBlock.parse(text);
    if (block.prefix() == 0) {
      throw new IllegalArgumentException(
          "this trusts every client; name the proxies' own addresses");
    }
    return block;
  }

  /**
   * Parses an absolute http or https URL that has no user, query or fragment. Returns the URL
   * without trailing slashes.
   */
  static URI publicUrl(String text) {
    URI url = uri(text, "expected an absolute URL such as https://accounts.example.com");
    Optional<String> host = Optional.ofNullable(url.getHost());
    if (!url.isAbsolute() || !isWeb(url) || host.isEmpty()) {
      throw new IllegalArgumentException("expected an absolute http or https URL with a host");
    }
    if (url.getRawQuery() != null || url.getRawFragment() != null || url.getRawUserInfo() != null) {
      throw new IllegalArgumentException("expected a URL without user, query and fragment");
    }
    String path = url.getRawPath().replaceAll("/+$", "");
    if (!url.normalize().getRawPath().equals(url.getRawPath())) {
      throw new IllegalArgumentException("expected a path without \"//\", \".\" and \"..\"");
    }
    return URI.create(root(url, host.get()) + path);
  }

  /**
   * Parses an origin. Returns it in the form that browsers send (RFC 6454): lower case, without the
   * default port of the scheme.
   */
  static String origin(String text) {
    if (text.equals("*")) {
      throw new IllegalArgumentException(
          "every web page on the internet could call the API from its visitors' browsers; name the origins");
    }
    if (text.equalsIgnoreCase("null")) {
      throw new IllegalArgumentException(
          "any sandboxed or local page has this origin; name the origins");
    }
    URI origin = uri(text, ORIGIN_FORM);
    Optional<String> host = Optional.ofNullable(origin.getHost());
    if (!origin.isAbsolute() || host.isEmpty() || !text.matches("[^/]+://[^/?#@]+")) {
      throw new IllegalArgumentException(ORIGIN_FORM);
    }
    return root(origin, host.get());
  }

  private static URI uri(String text, String expected) {
    try {
      URI uri = new URI(text);
      if (uri.getPort() > 65_535 || uri.getPort() == 0) {
        throw new IllegalArgumentException("expected a port from 1 to 65535");
      }
      return uri;
    } catch (URISyntaxException invalid) {
      throw new IllegalArgumentException(expected, invalid);
    }
  }

  private static boolean isWeb(URI uri) {
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    return scheme.equals("http") || scheme.equals("https");
  }

  private static String root(URI uri, String host) {
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    boolean implied =
        uri.getPort() < 0
            || (scheme.equals("http") && uri.getPort() == 80)
            || (scheme.equals("https") && uri.getPort() == 443);
    return scheme + "://" + host.toLowerCase(Locale.ROOT) + (implied ? "" : ":" + uri.getPort());
  }
}
