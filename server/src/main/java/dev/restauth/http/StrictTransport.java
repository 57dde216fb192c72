package dev.restauth.http;

import dev.restauth.config.Config;
import java.net.URI;
import java.util.Optional;

/**
 * HTTP Strict Transport Security (RFC 6797): tells browsers to use HTTPS alone. Only for a server that ends
 * TLS itself, so that no answer leaves in clear (section 7.2), and that is reached by a name. Its neighbours
 * on other subdomains are not this server's to decide about. Thread-safe.
 *
 * @param field what every answer has; empty if none has it
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
   * The answer with the field. A browser that came to {@code localhost} would remember it for every port of
   * its own machine, so that gets none; of an IP address it remembers nothing (section 8.1.1).
   *
   * @param request the fields of the request, as far as they are known
   */
  Answer on(Answer answer, Fields request) {
    return field.isEmpty() || isLocalhost(request) ? answer : answer.with(field.get());
  }

  private static boolean isLocalhost(Fields request) {
    return request.all(FieldNames.HOST).stream()
        .flatMap(host -> HostField.parse(host.strip()).stream())
        .anyMatch(HostField::isLocalhost);
  }
}
