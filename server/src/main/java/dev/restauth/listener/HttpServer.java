package dev.restauth.listener;

import dev.restauth.config.Config;
import dev.restauth.http.Dispatcher;
import dev.restauth.http.Limits;
import dev.restauth.http.ListenSettings;
import dev.restauth.http.TlsSettings;
import io.helidon.common.socket.SocketOptions;
import io.helidon.common.tls.TlsConfig;
import io.helidon.service.registry.GlobalServiceRegistry;
import io.helidon.service.registry.ServiceRegistryConfig;
import io.helidon.service.registry.ServiceRegistryManager;
import io.helidon.webserver.ErrorHandling;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import java.time.Duration;
import java.util.Optional;

/** The listener: Helidon with our guard and our problems, before a dispatcher. */
public final class HttpServer implements AutoCloseable {
  private static final int BACKLOG = 1024;
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(70);
  private static final Duration LINGER_TIMEOUT = Duration.ofSeconds(1);

  /**
   * What a listener finds on its machine.
   *
   * @param tls certificate and key; empty for none
   */
  public record Place(String host, int port, Optional<TlsConfig> tls) {}

  private final WebServer server;
  private final ConnectionGuard guard;
  private final Http1Requests http1;
  private final String scheme;
  private final String host;

  private HttpServer(
      WebServer server, ConnectionGuard guard, Http1Requests http1, String scheme, String host) {
    this.server = server;
    this.guard = guard;
    this.http1 = http1;
    this.scheme = scheme;
    this.host = host;
  }

  /**
   * Reads the files of certificate and key, and tries whether the address is free: to be called before
   * anything else is changed, so that a start that cannot listen has changed nothing.
   *
   * @throws java.io.UncheckedIOException if the address cannot be bound
   * @throws IllegalArgumentException if a file does not hold what it should
   */
  public static Place prepare(Config config) {
    findNothing();
    String host = config.get(ListenSettings.HOST).name();
    int port = config.get(ListenSettings.PORT);
    new ListenAddress(host, port).tryToBind();
    return new Place(host, port, TlsSettings.of(config).map(TlsFiles::read));
  }

  /**
   * Listens.
   *
   * @param place as {@link #prepare} found it
   * @throws java.io.UncheckedIOException if the address cannot be bound any more
   */
  public static HttpServer start(Config config, Place place, Dispatcher dispatcher) {
    String host = place.host();
    int port = place.port();
    Duration idle = config.get(ConnectionSettings.IDLE_TIMEOUT);
    ConnectionGuard guard =
        new ConnectionGuard(
            OpenFiles.ofThisProcess().connections(config.get(ConnectionSettings.MAX_CONNECTIONS)),
            config.get(ConnectionSettings.MAX_CONNECTIONS_PER_ADDRESS),
            config.get(ListenSettings.TRUSTED_PROXIES),
            new Timeouts(
                config.get(ConnectionSettings.REQUEST_TIMEOUT),
                ANSWER_TIMEOUT,
                idle,
                LINGER_TIMEOUT),
            System::nanoTime);
    Http1Requests http1 = new Http1Requests(dispatcher);
    var builder =
        WebServer.builder()
            .host(host)
            .port(port)
            .backlog(BACKLOG)
            .shutdownHook(false)
            .shutdownGracePeriod(config.get(ConnectionSettings.SHUTDOWN_TIMEOUT))
            .idleConnectionTimeout(idle.plusMinutes(1)) // the guard is earlier
            .errorHandling(
                ErrorHandling.builder().includeEntity(true).build()) // to read, not to send
            .maxPayloadSize(Limits.BODY_BYTES)
            .protocolsDiscoverServices(false)
            .featuresDiscoverServices(false)
            .directHandlers(TransportProblems.handlers(dispatcher))
            .addConnectionSelector(
                guard.guarding(
                    Http1ConnectionSelector.builder().config(http1()).build(),
                    new Http2Requests(dispatcher)))
            .connectionOptions(guard.admitting(SocketOptions.builder().tcpNoDelay(true).build()))
            .routing(HttpRouting.builder().any(http1));
    place.tls().ifPresent(builder::tls);
    new ListenAddress(host, port).tryToBind();
    WebServer server = builder.build().start();
    if (!server.isRunning()) {
      throw new IllegalArgumentException("the listener did not start; the log says why");
    }
    return new HttpServer(server, guard, http1, place.tls().isPresent() ? "https" : "http", host);
  }

  /** We need none of the services and filters that Helidon would look for in every jar, for a tenth of a start. */
  private static void findNothing() {
    System.setProperty("helidon.serialFilter.ignoreFiles", "true");
    GlobalServiceRegistry.registry(
        () ->
            ServiceRegistryManager.create(
                    ServiceRegistryConfig.builder()
                        .discoverServices(false)
                        .discoverServicesFromServiceLoader(false)
                        .build())
                .registry());
  }

  /** What a Host field cannot be used for it is not used for; that is ours to judge. */
  @SuppressWarnings("removal")
  private static Http1Config http1() {
    return Http1Config.builder()
        .maxHeadersSize(Limits.HEADERS_BYTES)
        .maxPrologueLength(Limits.REQUEST_LINE_BYTES)
        .validateRequestHostHeader(false)
        .receiveLog(false) // such a log would hold passwords and tokens
        .sendLog(false)
        .build();
  }

  /** The port it listens on. */
  public int port() {
    return server.port();
  }

  /** Where it listens, as a URL without a path. */
  public String url() {
    return scheme
        + "://"
        + (host.indexOf(':') >= 0 ? "[" + host + "]" : host)
        + ":"
        + server.port();
  }

  /** Connections that are open now. */
  public int connections() {
    return guard.connections();
  }

  /** Stops accepting, lets what runs finish within the shutdown timeout, and closes all connections. */
  @Override
  public void close() {
    http1.stop();
    guard.stop();
    server.stop();
    guard.close();
  }
}
