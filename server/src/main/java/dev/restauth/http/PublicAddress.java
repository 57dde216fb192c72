package dev.restauth.http;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How clients reach this server: the public URL where one is configured, else what the request says.
 * The Host field, which any client sets as it likes, serves the Location of an answer to that same
 * client, and the commands on the front page, which no cache keeps then; nothing else.
 *
 * @param publicUrl without a trailing slash
 * @param proxies whose X-Forwarded fields count
 */
record PublicAddress(Optional<URI> publicUrl, TrustedProxies proxies) {

  /** The base that a path is appended to; empty makes it a relative reference. */
  String of(Incoming request) {
    if (publicUrl.isPresent()) {
      return publicUrl.get().toString();
    }
    boolean proxied = proxies.sent(request);
    return Optional.of(proxied)
        .filter(forwarded -> forwarded)
        .flatMap(forwarded -> last(request, FieldNames.X_FORWARDED_HOST))
        .or(() -> only(request, FieldNames.HOST))
        .flatMap(HostField::parse)
        .map(host -> scheme(request, proxied) + "://" + host.text())
        .orElse("");
  }

  private static String scheme(Incoming request, boolean proxied) {
    String own = request.isSecure() ? "https" : "http";
    return proxied
        ? last(request, FieldNames.X_FORWARDED_PROTO)
            .map(scheme -> scheme.toLowerCase(Locale.ROOT))
            .filter(scheme -> scheme.equals("https") || scheme.equals("http"))
            .orElse(own)
        : own;
  }

  private static Optional<String> only(Incoming request, String name) {
    List<String> lines = request.fields().all(name);
    return lines.size() == 1 ? Optional.of(lines.getFirst().strip()) : Optional.empty();
  }

  /** The value that the nearest proxy set: earlier ones may be the client's invention. */
  private static Optional<String> last(Incoming request, String name) {
    List<String> lines = request.fields().all(name);
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    String line = lines.getLast();
    return Optional.of(line.substring(line.lastIndexOf(',') + 1).strip());
  }
}
