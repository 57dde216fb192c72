package dev.restauth.http;

import dev.restauth.config.Config;
import java.net.URI;
import java.util.Optional;

/**
 * HTTP Strict Transport Security (RFC 6797), which makes browsers use only HTTPS. The server sends
 * the field only if it terminates TLS itself and its public URL is an https URL with a host name.
 * So no answer in clear text has the field (section 7.2). The policy does not include subdomains,
 * which may belong to other operators. Thread-safe.
 *
 * @param field the field of every answer; empty if the server does not send it
 */
record StrictTransport(Optional<HeaderField> field) {
  static StrictTransport of(Config config) {
    boolean named =
        TlsSettings.of(config).isPresent()
            && config.get(ListenSettings.PUBLIC_URL).filter(StrictTransport::isNamed).isPresent();
    return new StrictTransport(
        Optional.of(config.get(TlsSettings.HSTS_MAX_AGE))
            .filter(_ -> named)
            .map(
                age ->
                    new HeaderField(
                        FieldNames.STRICT_TRANSPORT_SECURITY, "max-age=" + age.toSeconds())));
  }

  private static boolean isNamed(URI url) {
    return url.getScheme().equals("https")
        && HostField.parse(url.getHost()).filter(host -> !host.isLocalhostOrAddress()).isPresent();
  }

  /**
   * Adds the field to an answer, unless the Host is {@code localhost}. A browser would apply the
   * policy for {@code localhost} to every port of its machine. For IP addresses, browsers store no
   * policy (section 8.1.1).
   *
   * @param request the fields of the request that have been read so far
   */
  Answer addTo(Answer answer, Fields request) {
    return field.isEmpty() || isLocalhost(request) ? answer : answer.with(field.get());
  }

  private static boolean isLocalhost(Fields request) {
    return request.all(FieldNames.HOST).stream()
        .flatMap(host -> HostField.parse(host.strip()).stream())
        .anyMatch(HostField::isLocalhost);
  }
}
