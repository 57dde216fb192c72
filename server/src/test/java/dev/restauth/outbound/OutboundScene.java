package dev.restauth.outbound;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.restauth.config.Config;
import dev.restauth.config.Loading;
import dev.restauth.figure.FigureValue;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** An outbound client that may call loopback addresses. A test sets the addresses of host names. */
final class OutboundScene implements AutoCloseable {
  static final Set<String> JSON = Set.of("application/json");
  static final Duration LONG = Duration.ofSeconds(60);
  static final Duration SHORT = Duration.ofMillis(500);

  private final Map<String, NameResolver> names = new ConcurrentHashMap<>();
  final OutboundClient client;
  final OutboundCounts counts = new OutboundCounts(EnumSet.allOf(CallKind.class));

  OutboundScene(Path folder, Path authorities, Duration deadline) {
    this(
        new Loading(folder)
            .flag("outbound-networks", "127.0.0.0/8")
            .flag("outbound-ca-file", authorities.toString())
            .config(),
        deadline);
  }

  OutboundScene(Config config, Duration deadline) {
    client = new OutboundClient(config, this::resolve, deadline, counts);
  }

  /** Makes a name resolve to addresses. */
  OutboundScene name(String name, String... addresses) throws UnknownHostException {
    InetAddress[] all = new InetAddress[addresses.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = InetAddress.ofLiteral(addresses[i]);
    }
    return name(name, _ -> all);
  }

  OutboundScene name(String name, NameResolver resolver) {
    names.put(name, resolver);
    return this;
  }

  private InetAddress[] resolve(String name) throws UnknownHostException {
    NameResolver resolver = names.get(name);
    if (resolver == null) {
      throw new UnknownHostException(name);
    }
    return resolver.resolve(name);
  }

  /** Returns the number of calls of a kind with an outcome. */
  long counted(String kind, String outcome) {
    return Math.round(
        FigureValue.of(counts.figures(), "restauth_outbound_calls_total", kind, outcome));
  }

  OutboundResponse get(String url) {
    return client.get(CallKind.JWKS_URI, URI.create(url), JSON, 1_000);
  }

  /** Returns the failure of a GET request. */
  OutboundException refused(String url) {
    return failure(() -> get(url));
  }

  static OutboundException failure(ThrowingCallable call) {
    return catchThrowableOfType(OutboundException.class, call);
  }

  @Override
  public void close() {
    client.close();
  }
}
