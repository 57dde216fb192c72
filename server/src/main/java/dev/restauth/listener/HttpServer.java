package dev.restauth.listener;

import dev.restauth.config.Config;
import dev.restauth.http.Dispatcher;
import dev.restauth.http.ListenSettings;
import dev.restauth.http.TlsSettings;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** The listener: sockets, event loops, and the guard over connections, before a dispatcher. Thread-safe. */
public final class HttpServer implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(HttpServer.class.getName());
  private static final int BACKLOG = 1024;
  private static final int MEMORY_PART = 8;
  private static final long SWEEP_MILLIS = 250;
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(70);
  private static final Duration LINGER_TIMEOUT = Duration.ofSeconds(1);

  static { // what Netty reads once, with its first classes
    System.setProperty("io.netty.noUnsafe", "true");
    System.setProperty("io.netty.noPreferDirect", "true");
    System.setProperty("io.netty.allocator.type", "unpooled");
    System.setProperty("io.netty.leakDetection.level", "disabled");
    System.setProperty("io.netty.buffer.checkAccessible", "false"); // the heap's own checks stay
    System.setProperty("io.netty.recycler.maxCapacityPerThread", "0");
    System.setProperty("io.netty.machineId", "00:00:00:00:00:00:00:00"); // else it looks for a card
  }

  /**
   * What a listener finds on its machine.
   *
   * @param tls certificate and key; empty for none
   */
  public record Place(String host, int port, Optional<ServerTls> tls) {}

  private final MultiThreadIoEventLoopGroup loops;
  private final ExecutorService handshakes;
  private final ConnectionGuard guard;
  private final Channel listening;
  private final Optional<AtomicReference<ServerTls>> tls;
  private final Config config;

  private HttpServer(
      MultiThreadIoEventLoopGroup loops,
      ExecutorService handshakes,
      ConnectionGuard guard,
      Channel listening,
      Optional<AtomicReference<ServerTls>> tls,
      Config config) {
    this.loops = loops;
    this.handshakes = handshakes;
    this.guard = guard;
    this.listening = listening;
    this.tls = tls;
    this.config = config;
  }

  /**
   * Reads the files of certificate and key, and tries whether the address is free: to be called before
   * anything else is changed, so that a start that cannot listen has changed nothing.
   *
   * @throws java.io.UncheckedIOException if the address cannot be bound
   * @throws IllegalArgumentException if a file does not hold what it should
   */
  public static Place prepare(Config config) {
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
    int cores = Runtime.getRuntime().availableProcessors();
    ExecutorService handshakes =
        Executors.newFixedThreadPool(
            cores, Thread.ofPlatform().daemon().name("tls-handshake-", 0).factory());
    Optional<AtomicReference<ServerTls>> tls = place.tls().map(AtomicReference::new);
    ChannelFuture bound =
        new ServerBootstrap()
            .group(group)
            .channelFactory(ListeningChannel::new)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childHandler(
                new ConnectionInitializer(
                    guard,
                    new Answering(dispatcher),
                    loops,
                    tls.map(current -> current::get),
                    handshakes))
            .bind(new InetSocketAddress(place.host(), place.port()))
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      var _ = group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      throw ListenAddress.cannotListen(place.host(), place.port(), new IOException(bound.cause()));
    }
    loops.values().forEach(loop -> lookAfter(guard, loop));
    return new HttpServer(group, handshakes, guard, bound.channel(), tls, config);
  }

  /** One for two cores: a second one beside it costs more than it brings. */
  private static MultiThreadIoEventLoopGroup group() {
    AtomicInteger number = new AtomicInteger();
    ThreadFactory threads = work -> new LoopThread(work, "http-" + number.getAndIncrement());
    return new MultiThreadIoEventLoopGroup(
        Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
        threads,
        NioIoHandler.newFactory());
  }

  private static void lookAfter(ConnectionGuard guard, LoopContext loop) {
    var _ =
        loop.executor()
            .scheduleAtFixedRate(
                () -> look(guard, loop), SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
  }

  private static void look(ConnectionGuard guard, LoopContext loop) {
    try {
      long now = guard.now();
      for (GuardedConnection each : guard.open()) {
        if (each.channel().eventLoop() == loop.executor()) {
          each.look(now);
          if (guard.isStopping()) {
            each.stop();
          }
        }
      }
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "looking after connections failed", e); // and goes on
    }
  }

  /** The port it listens on. */
  public int port() {
    return ((InetSocketAddress) listening.localAddress()).getPort();
  }

  /** Where it listens, as a URL without a path. */
  public String url() {
    String host = config.get(ListenSettings.HOST).name();
    return (tls.isPresent() ? "https://" : "http://")
        + (host.indexOf(':') >= 0 ? "[" + host + "]" : host)
        + ":"
        + port();
  }

  /**
   * Reads the files of certificate and key anew, for connections that begin from now on.
   *
   * @throws IllegalArgumentException if a file does not hold what it should; then those read before stay
   */
  void readTlsFilesAnew() {
    tls.ifPresent(current -> TlsSettings.of(config).map(TlsFiles::read).ifPresent(current::set));
  }

  /** Connections that are open now. */
  public int connections() {
    return guard.connections();
  }

  /** What connections hold of memory: requests that are not complete, answers that nobody has taken yet. */
  long heldBytes() {
    return guard.held();
  }

  /** Stops accepting, lets what runs finish within the shutdown timeout, and closes all connections. */
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
    handshakes.shutdownNow();
  }
}
