package dev.restauth.config;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Where the server listens and whom it believes there.
 *
 * @param host an IP address without brackets, or a name
 * @param port 0 to 65535; 0 takes any free one
 * @param loopback whether only this machine can reach {@code host}
 * @param tls how connections are protected; empty for plain HTTP
 * @param publicUrl absolute, http or https, without a slash at its end
 * @param insecureHttp whether plain HTTP beyond loopback was asked for by name
 * @param trustedProxies whose X-Forwarded-* fields count
 * @param corsOrigins as browsers write them: lower case, no default port, no slash at the end
 */
public record Listen(
    String host,
    int port,
    boolean loopback,
    Optional<Tls> tls,
    Optional<URI> publicUrl,
    boolean insecureHttp,
    List<AddressBlock> trustedProxies,
    List<String> corsOrigins) {
  /** Throws IllegalArgumentException for an unprotected address beyond loopback. */
  public Listen {
    Setting.PORT.checked(port);
    trustedProxies = List.copyOf(trustedProxies);
    corsOrigins = List.copyOf(corsOrigins);
    if (!isProtected(loopback, tls.isPresent(), trustedProxies, insecureHttp)) {
      throw new IllegalArgumentException("beyond loopback without TLS, proxies or insecure-http");
    }
  }

  static boolean isProtected(
      boolean loopback, boolean tls, List<AddressBlock> proxies, boolean insecureHttp) {
    return loopback || tls || !proxies.isEmpty() || insecureHttp;
  }
}
