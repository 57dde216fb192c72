package dev.restauth.http;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The address at which clients reach this server: the public URL if one is configured, otherwise
 * the address in the request.
 *
 * <p>Any client can set the Host field to any value, so the field has only three uses. First, it
 * supplies the Location and the addresses in the answer to the same client. Second, it supplies the
 * commands on the front page, which caches must then not store. Third, it distinguishes a browser's
 * same-origin requests from its cross-origin requests.
 *
 * @param publicUrl the public URL without a trailing slash
 * @param proxies the proxies whose X-Forwarded fields are used
 */
record PublicAddress(Optional<URI> publicUrl, TrustedProxies proxies) {

  /**
   * The part of this server's URLs before the path; empty if unknown, so that the URLs become
   * relative references.
   */
  String of(IncomingRequest request) {
    if (publicUrl.isPresent()) {
      return publicUrl.get().toString();
    }
    boolean proxied = proxies.forwarded(request);
    return Optional.of(proxied)
        .filter(forwarded -> forwarded)
        .flatMap(forwarded -> last(request, FieldNames.X_FORWARDED_HOST))
        .or(() -> only(request, FieldNames.HOST))
        .flatMap(HostField::parse)
        .map(host -> scheme(request, proxied) + "://" + host.text())
        .orElse("");
  }

  /**
   * Returns whether browsers reach this server over HTTPS, so that cookies must be Secure. The
   * public URL, the connection or a trusted proxy shows this.
   */
  boolean isSecure(IncomingRequest request) {
    return publicUrl.filter(url -> url.getScheme().equals("https")).isPresent()
        || scheme(request, proxies.forwarded(request)).equals("https");
  }

  /**
   * Returns whether an origin (RFC 6454 section 7) is this server's own: the origin of the public
   * URL, or of the request. For this purpose the Host field can be trusted. Only browsers send an
   * Origin, and a browser sets Host to the host that it connects to.
   */
  boolean isOwn(String origin, IncomingRequest request) {
    if (publicUrl.filter(url -> origin.equals(origin(url))).isPresent()) {
      return true;
    }
    boolean proxied = proxies.forwarded(request);
    Optional<String> forwarded =
        proxied ? last(request, FieldNames.X_FORWARDED_HOST) : Optional.empty();
    return Stream.concat(forwarded.stream(), only(request, FieldNames.HOST).stream())
        .flatMap(host -> HostField.parse(host).stream())
        .anyMatch(
            host ->
                schemes(request, proxied, host)
                    .anyMatch(scheme -> origin.equals(scheme + "://" + host.authority(scheme))));
  }

  /**
   * The possible schemes of the client's request. Both are possible if a proxy may have terminated
   * TLS without saying so.
   */
  private Stream<String> schemes(IncomingRequest request, boolean proxied, HostField host) {
    Optional<String> scheme =
        (proxied ? forwardedScheme(request) : Optional.<String>empty())
            .or(() -> request.isSecure() ? Optional.of("https") : Optional.empty())
            .or(() -> publicUrl.filter(url -> isOf(url, host)).map(URI::getScheme));
    return scheme.map(Stream::of).orElseGet(() -> Stream.of("https", "http"));
  }

  private static boolean isOf(URI url, HostField host) {
    return url.getHost().toLowerCase(Locale.ROOT).equals(host.host());
  }

  private static String origin(URI url) {
    return url.getScheme() + "://" + url.getRawAuthority();
  }

  private static String scheme(IncomingRequest request, boolean proxied) {
    String own = request.isSecure() ? "https" : "http";
    return proxied ? forwardedScheme(request).orElse(own) : own;
  }

  private static Optional<String> forwardedScheme(IncomingRequest request) {
    return last(request, FieldNames.X_FORWARDED_PROTO)
        .map(scheme -> scheme.toLowerCase(Locale.ROOT))
        .filter(scheme -> scheme.equals("https") || scheme.equals("http"));
  }

  private static Optional<String> only(IncomingRequest request, String name) {
    List<String> lines = request.fields().all(name);
    return lines.size() == 1 ? Optional.of(lines.getFirst().strip()) : Optional.empty();
  }

  /** The value that the nearest proxy set. The client may have forged earlier values. */
  private static Optional<String> last(IncomingRequest request, String name) {
    List<String> lines = request.fields().all(name);
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    String line = lines.getLast();
    return Optional.of(line.substring(line.lastIndexOf(',') + 1).strip());
  }
}
