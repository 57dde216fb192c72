package dev.restauth.oauth.client;

import dev.restauth.token.ClientTokenIssuer;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rules for clients' URIs other than redirect URIs. */
final class ClientUris {
  /** The form of an origin, as browsers send it (RFC 6454 section 6.2). */
  private static final Pattern ORIGIN = Pattern.compile("https?://[a-z0-9.:\\[\\]-]+");

  private ClientUris() {}

  /**
   * Checks the URI of a server, which must begin with https, and returns it.
   *
   * @param loopback whether http is also allowed, for loopback addresses
   */
  static String server(String member, String uri, boolean loopback) {
    RedirectUri.requireText(member, uri);
    if (uri.startsWith("https://")) {
      RedirectUri.requireServer(member, uri);
      return uri;
    }
    Matcher local = RedirectUri.LOOPBACK.matcher(uri);
    if (!loopback || !local.matches() || !RedirectUri.isPort(local.group(2))) {
      throw new InvalidMetadata(
          member,
          loopback
              ? "must begin with https://, or with http:// and 127.0.0.1, [::1] or localhost"
              : "must begin with https://");
    }
    return uri;
  }

  /**
   * Returns a resource (RFC 8707 section 2) with its scheme and host in lower case, because
   * resources are compared in this form. Refuses a resource that does not fit into the audience of
   * a token, because no client could use it.
   */
  static String resource(String member, String text) {
    if (text.isEmpty()
        || text.length() > ClientTokenIssuer.AUDIENCE_AT_MOST
        || text.contains(" ")) {
      throw new InvalidMetadata(
          member, "must have URIs of 1 to 1,000 characters, as many as fit into a token");
    }
    try {
      URI uri = new URI(text);
      if (!uri.isAbsolute() || text.contains("#")) {
        throw new InvalidMetadata(member, "must be absolute URIs without a fragment");
      }
      return lowered(uri, text);
    } catch (URISyntaxException e) {
      throw new InvalidMetadata(member, "must be absolute URIs without a fragment");
    }
  }

  private static String lowered(URI uri, String text) {
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    String rest = text.substring(scheme.length());
    String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
    int end = authority.isEmpty() ? 0 : 3 + authority.length();
    return scheme + rest.substring(0, end).toLowerCase(Locale.ROOT) + rest.substring(end);
  }

  /** Checks the origins of web pages. */
  static List<String> origins(String member, List<String> origins) {
    for (String origin : origins) {
      if (!ORIGIN.matcher(origin).matches()) {
        throw new InvalidMetadata(member, "must be origins, such as https://app.example.com");
      }
      String checked = server(member, origin, true);
      if ((checked.endsWith(":443") && checked.startsWith("https:"))
          || (checked.endsWith(":80") && checked.startsWith("http:"))) {
        throw new InvalidMetadata(member, "must not have the default port: browsers leave it out");
      }
    }
    return origins;
  }
}
