package dev.restauth.listener;

import dev.restauth.http.Dispatcher;
import dev.restauth.runtime.NettyProperties;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The listener of the management port. It has its own event loop and connection guard, so that the
 * clients of the API cannot lock out monitoring, however many they are. Thread-safe.
 */
public final class ManagementListener implements AutoCloseable {
  private static final int CONNECTIONS_AT_MOST = 64;
  private static final int OF_AN_ADDRESS_AT_MOST = 16;
  private static final int BYTES_AT_MOST = 8 * 1024 * 1024;
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(2);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(1);

  static {
    NettyProperties.set();
  }

  private final String host;
  private final MultiThreadIoEventLoopGroup loop;
  private final ConnectionGuard guard;
  private final Channel listening;

  private ManagementListener(
      String host, MultiThreadIoEventLoopGroup loop, ConnectionGuard guard, Channel listening) {
    this.host = host;
    this.loop = loop;
    this.guard = guard;
    this.listening = listening;
  }

  /**
   * Starts a listener, which listens until it is closed.
   *
   * @param port the port; 0 for any free one
   * @throws java.io.UncheckedIOException if the address cannot be bound
   */
  public static ManagementListener listen(String host, int port, Dispatcher dispatcher) {
    ConnectionGuard guard =
        new ConnectionGuard(
            CONNECTIONS_AT_MOST,
            OF_AN_ADDRESS_AT_MOST,
            BYTES_AT_MOST,
            List.of(),
            new Timeouts(REQUEST_TIMEOUT, REQUEST_TIMEOUT, IDLE_TIMEOUT, STOP_TIMEOUT),
            System::nanoTime);
    ThreadFactory threads = work -> new LoopThread(work, "management");
    MultiThreadIoEventLoopGroup group =
        new MultiThreadIoEventLoopGroup(1, threads, NioIoHandler.newFactory());
    LoopContext loop = new LoopContext((EventLoop) group.iterator().next());
    ChannelFuture bound =
        new ServerBootstrap()
            .group(group)
            .channelFactory(ListeningChannel::new)
            .childHandler(
                new ConnectionInitializer(
                    guard,
                    new Answering(dispatcher),
                    Map.of(loop.executor(), loop),
                    Optional.empty()))
            .bind(new InetSocketAddress(host, port))
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      var _ = group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      throw ListenAddress.cannotListen(host, port, bound.cause());
    }
    Sweep.schedule(guard, loop);
    return new ManagementListener(host, group, guard, bound.channel());
  }

  /** The port that this listener listens on. */
  public int port() {
    return ((InetSocketAddress) listening.localAddress()).getPort();
  }

  /** The address that this listener listens on, as a URL without a path. */
  public String url() {
    return "http://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port();
  }

  /**
   * Stops accepting connections, waits up to a second for running requests, and closes all
   * connections.
   */
  @Override
  public void close() {
    guard.stop();
    var _ = listening.close().awaitUninterruptibly();
    for (GuardedConnection each : guard.open()) {
      each.channel().eventLoop().execute(each::stop);
    }
    guard.awaitNone(STOP_TIMEOUT);
    guard.open().forEach(GuardedConnection::end);
    var _ = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
