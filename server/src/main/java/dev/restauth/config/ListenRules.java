package dev.restauth.config;

import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/** Where to listen, and what must be chosen before others than this machine may connect. */
final class ListenRules {
  private static final String UNPROTECTED =
      "beyond loopback, passwords would cross the network in clear; give tls-certificate and tls-key or tls-keystore,"
          + " name the proxies before this server in trusted-proxies, or say insecure-http";

  private final Values values;
  private final Paths paths;
  private final String host;
  private final boolean loopback;

  /**
   * @param names all addresses of a host name; none where it is unknown
   */
  ListenRules(Values values, Paths paths, Function<String, List<InetAddress>> names) {
    this.values = values;
    this.paths = paths;
    this.host =
        values.one(Setting.HOST, Addresses::host).or(Setting.HOST::defaultValue).orElseThrow();
    this.loopback = isLoopback(names);
  }

  /** Whether only this machine can connect; also where the host could not be read. */
  boolean loopback() {
    return loopback;
  }

  /** Reads and judges now; what is supplied may be asked for once there is no problem. */
  Supplier<Listen> listen() {
    int port = values.whole(Setting.PORT);
    Optional<Tls> tls = tls();
    Optional<URI> publicUrl = values.one(Setting.PUBLIC_URL, Addresses::publicUrl);
    boolean insecure = values.flag(Setting.INSECURE_HTTP);
    List<AddressBlock> proxies = values.list(Setting.TRUSTED_PROXIES, Addresses::proxies);
    List<String> origins = values.list(Setting.CORS_ORIGINS, Addresses::origin);
    boolean protectedAsRead = Listen.isProtected(loopback, tls.isPresent(), proxies, insecure);
    if (!protectedAsRead
        && values.good(Setting.HOST, Setting.INSECURE_HTTP, Setting.TRUSTED_PROXIES)
        && tlsIsGood()) {
      values.problem(Setting.HOST, "\"host\" is " + Values.quoted(host) + "; " + UNPROTECTED);
    }
    return () -> new Listen(host, port, loopback, tls, publicUrl, insecure, proxies, origins);
  }

  private boolean isLoopback(Function<String, List<InetAddress>> names) {
    if (host.equalsIgnoreCase("localhost")) {
      return true;
    }
    List<InetAddress> addresses =
        AddressBlock.literal(host).map(List::of).orElseGet(() -> names.apply(host));
    if (addresses.isEmpty()) {
      values.problem(
          Setting.HOST,
          "\"host\" is " + Values.quoted(host) + "; no address is known for this name");
      return true;
    }
    return addresses.stream().allMatch(InetAddress::isLoopbackAddress);
  }

  private boolean tlsIsGood() {
    return values.good(
        Setting.TLS_CERTIFICATE,
        Setting.TLS_KEY,
        Setting.TLS_KEYSTORE,
        Setting.TLS_KEYSTORE_PASSWORD_FILE);
  }

  private Optional<Tls> tls() {
    boolean pem = values.has(Setting.TLS_CERTIFICATE) || values.has(Setting.TLS_KEY);
    boolean pkcs12 =
        values.has(Setting.TLS_KEYSTORE) || values.has(Setting.TLS_KEYSTORE_PASSWORD_FILE);
    Optional<Tls> fromPem = pair(Setting.TLS_CERTIFICATE, Setting.TLS_KEY, Tls.Pem::new);
    Optional<Tls> fromPkcs12 =
        pair(Setting.TLS_KEYSTORE, Setting.TLS_KEYSTORE_PASSWORD_FILE, Tls.Pkcs12::new);
    if (pem && pkcs12) {
      Setting one =
          values.has(Setting.TLS_KEYSTORE)
              ? Setting.TLS_KEYSTORE
              : Setting.TLS_KEYSTORE_PASSWORD_FILE;
      values.problem(one, "PEM files and a PKCS#12 file are both given; choose one");
    }
    return fromPem.or(() -> fromPkcs12);
  }

  /** Two files of which neither serves without the other. */
  private Optional<Tls> pair(Setting first, Setting second, BiFunction<Path, Path, Tls> tls) {
    needs(first, second);
    needs(second, first);
    Optional<Path> one = values.one(first, paths::existing);
    Optional<Path> other = values.one(second, paths::existing);
    return one.flatMap(a -> other.map(b -> tls.apply(a, b)));
  }

  private void needs(Setting setting, Setting companion) {
    if (values.has(setting) && !values.has(companion)) {
      values.problem(setting, "\"" + setting.key() + "\" needs " + companion.key() + " as well");
    }
  }
}
