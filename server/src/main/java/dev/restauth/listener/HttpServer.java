package dev.restauth.listener;

import dev.restauth.config.Config;
import dev.restauth.figure.Figure;
import dev.restauth.http.Dispatcher;
import dev.restauth.http.ListenSettings;
import dev.restauth.http.TlsSettings;
import dev.restauth.runtime.NettyProperties;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * The HTTP listener: sockets, event loops and the connection guard, in front of a dispatcher.
 * Thread-safe.
 */
public final class HttpServer implements AutoCloseable {
  private static final int BACKLOG = 1024;
  private static final int MEMORY_PART = 8;
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(70);
  private static final Duration LINGER_TIMEOUT = Duration.ofSeconds(1);

  static {
    NettyProperties.set();
  }

  /**
   * The address, certificate and key of a listener, already checked.
   *
   * @param host the host name or address to listen on
   * @param port the port; 0 for any free one
   * @param tls the certificate and key; empty for clear text
   */
  public record Place(String host, int port, Optional<ServerTls> tls) {}

  private final MultiThreadIoEventLoopGroup loops;
  private final ConnectionGuard guard;
  private final Channel listening;
  private final Optional<TlsAcceptor> tls;
  private final Config config;
  private final LongAdder onThreads;

  private HttpServer(
      MultiThreadIoEventLoopGroup loops,
      ConnectionGuard guard,
      Channel listening,
      Optional<TlsAcceptor> tls,
      Config config,
      LongAdder onThreads) {
    this.loops = loops;
    this.guard = guard;
    this.listening = listening;
    this.tls = tls;
    this.config = config;
    this.onThreads = onThreads;
  }

  /**
   * Reads the certificate and key, and checks that the address is free. Must be called before the
   * start changes anything, so that a server that cannot listen changes nothing.
   *
   * @throws java.io.UncheckedIOException if the address cannot be bound
   * @throws IllegalArgumentException if a certificate or key file is invalid
   */
  public static Place prepare(Config config) {
    String host = config.get(ListenSettings.HOST).name();
    int port = config.get(ListenSettings.PORT);
    new ListenAddress(host, port).tryToBind();
    return new Place(host, port, TlsSettings.of(config).map(TlsFiles::read));
  }

  /**
   * Starts to listen.
   *
   * @param place the result of {@link #prepare}
   * @throws java.io.UncheckedIOException if the address can no longer be bound
   */
  public static HttpServer start(Config config, Place place, Dispatcher dispatcher) {
    ConnectionGuard guard =
        new ConnectionGuard(
            OpenFiles.ofThisProcess().connections(config.get(ConnectionSettings.MAX_CONNECTIONS)),
            config.get(ConnectionSettings.MAX_CONNECTIONS_PER_ADDRESS),
            Runtime.getRuntime().maxMemory() / MEMORY_PART,
            config.get(ListenSettings.TRUSTED_PROXIES),
            new Timeouts(
                config.get(ConnectionSettings.REQUEST_TIMEOUT),
                ANSWER_TIMEOUT,
                config.get(ConnectionSettings.IDLE_TIMEOUT),
                LINGER_TIMEOUT),
            System::nanoTime);
    MultiThreadIoEventLoopGroup group = group();
    Map<EventExecutor, LoopContext> loops = new HashMap<>();
    group.forEach(each -> loops.put(each, new LoopContext((EventLoop) each)));
    Optional<TlsAcceptor> tls =
        place.tls().map(current -> new TlsAcceptor(current, guard.bytesAtMost()));
    LongAdder onThreads = new LongAdder();
    ChannelFuture bound =
        new ServerBootstrap()
            .group(group)
            .channelFactory(ListeningChannel::new)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childHandler(
                new ConnectionInitializer(guard, new Answering(dispatcher, onThreads), loops, tls))
            .bind(new InetSocketAddress(place.host(), place.port()))
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      var _ = group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      tls.ifPresent(TlsAcceptor::close);
      throw ListenAddress.cannotListen(place.host(), place.port(), bound.cause());
    }
    loops.values().forEach(loop -> Sweep.schedule(guard, loop));
    return new HttpServer(group, guard, bound.channel(), tls, config, onThreads);
  }

  /** Creates one loop for every two cores: more loops cost more than they gain. */
  private static MultiThreadIoEventLoopGroup group() {
    AtomicInteger number = new AtomicInteger();
    ThreadFactory threads = work -> new LoopThread(work, "http-" + number.getAndIncrement());
    return new MultiThreadIoEventLoopGroup(
        Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
        threads,
        NioIoHandler.newFactory());
  }

  /** The port that the server listens on. */
  public int port() {
    return ((InetSocketAddress) listening.localAddress()).getPort();
  }

  /** The address that the server listens on, as a URL without a path. */
  public String url() {
    String host = config.get(ListenSettings.HOST).name();
    return (tls.isPresent() ? "https://" : "http://")
        + (host.indexOf(':') >= 0 ? "[" + host + "]" : host)
        + ":"
        + port();
  }

  /**
   * Reloads the certificate and key, for new connections.
   *
   * @return a line for the operator; empty without TLS
   * @throws IllegalArgumentException if a file is invalid; then the previous certificate and key
   *     stay in use
   */
  public Optional<String> reloadTlsFiles() {
    return tls.flatMap(
        acceptor ->
            TlsSettings.of(config)
                .map(TlsFiles::read)
                .map(
                    read -> {
                      acceptor.use(read);
                      return "new connections get the certificate that is valid until "
                          + read.validUntil();
                    }));
  }

  /** The number of open connections. */
  public int connections() {
    return guard.connections();
  }

  /** The figures (metrics) of connections and of running requests. */
  public List<Figure> figures() {
    List<Figure> all = new ArrayList<>(guard.counts().figures());
    all.add(
        Figure.gauge(
            "restauth_connections", "Connections that are open now", () -> guard.connections()));
    all.add(
        Figure.gauge(
            "restauth_connections_limit",
            "Connections that may be open at one time, by setting and by the limit of open files",
            () -> guard.atMost()));
    all.add(
        Figure.gauge(
            "restauth_connections_memory_bytes",
            "Memory of incomplete requests and of answers that clients have not read",
            () -> guard.held()));
    all.add(
        Figure.gauge(
            "restauth_connections_memory_limit_bytes",
            "Memory at which connections are closed",
            () -> guard.bytesAtMost()));
    all.add(
        Figure.gauge(
            "restauth_http_requests_waiting",
            "Requests that are being answered by threads that may wait, and not from memory at once",
            onThreads::sum));
    all.add(
        new Figure(
            Figure.Kind.GAUGE,
            "restauth_tls_certificate_expiry_timestamp_seconds",
            "End of the validity of the certificate that new connections get, in seconds since 1970",
            List.of(),
            readings ->
                tls.ifPresent(acceptor -> readings.value(acceptor.validUntil().getEpochSecond()))));
    all.add(
        Figure.gauge(
            "restauth_tls_handshakes_waiting",
            "TLS handshakes that wait for a thread",
            () -> tls.map(TlsAcceptor::waiting).orElse(0)));
    return all;
  }

  /** The memory of incomplete requests and unsent answers, in bytes. */
  long heldBytes() {
    return guard.held();
  }

  /**
   * Stops accepting connections, waits for running requests up to the shutdown time-out, and closes
   * all connections.
   */
  @Override
  public void close() {
    guard.stop();
    var _ = listening.close().awaitUninterruptibly();
    for (GuardedConnection each : guard.open()) {
      each.channel().eventLoop().execute(each::stop);
    }
    guard.awaitNone(config.get(ConnectionSettings.SHUTDOWN_TIMEOUT));
    guard.open().forEach(GuardedConnection::end);
    var _ = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    tls.ifPresent(TlsAcceptor::close);
  }
}
