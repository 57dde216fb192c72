package dev.restauth.outbound;

import dev.restauth.crypto.CertificateFiles;
import dev.restauth.crypto.TlsParameters;
import dev.restauth.outbound.OutboundException.Kind;
import dev.restauth.runtime.NettyProperties;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** The connections of calls, on a separate event loop. Thread-safe. */
final class OutboundTransport implements AutoCloseable {
  private static final Duration FAREWELL = Duration.ofMillis(200);
  private static final int LINE = 4_096;
  private static final int FIELDS = 16 * 1_024;

  static {
    NettyProperties.set();
  }

  private final Optional<Path> authorities;
  private volatile SslContext tls;
  private final MultiThreadIoEventLoopGroup loop;

  /**
   * Starts the event loop.
   *
   * @param authorities certificates to trust, in addition to those that Java trusts
   * @throws IllegalArgumentException if the file contains no certificates
   */
  OutboundTransport(Optional<Path> authorities) {
    this.authorities = authorities;
    this.tls = tls(authorities);
    ThreadFactory threads = Thread.ofPlatform().daemon().name("outbound").factory();
    this.loop = new MultiThreadIoEventLoopGroup(1, threads, NioIoHandler.newFactory());
  }

  /**
   * Reads the file of certificate authorities again, for new connections.
   *
   * @throws IllegalArgumentException if the file contains no certificates; in that case nothing
   *     changes
   */
  void reload() {
    tls = tls(authorities);
  }

  private static SslContext tls(Optional<Path> authorities) {
    try {
      return SslContextBuilder.forClient()
          .sslProvider(SslProvider.JDK)
          .protocols(TlsParameters.VERSIONS)
          .ciphers(TlsParameters.SUITES)
          .endpointIdentificationAlgorithm("HTTPS") // RFC 9110 section 4.3.4
          .trustManager(
              authorities
                  .map(CertificateFiles::trustingAlso)
                  .orElseGet(CertificateFiles::trustingDefault))
          .build();
    } catch (SSLException e) {
      throw new IllegalStateException("the JDK cannot make a TLS context", e);
    }
  }

  /**
   * Sends a request to an address and returns the answer.
   *
   * @param connecting the longest time for establishing the TCP connection
   * @throws OutboundException if there is no acceptable answer. The kind is {@link
   *     Kind#UNREACHABLE} only if there was no connection
   */
  OutboundResponse call(
      OutboundRequest request, InetAddress address, Duration connecting, CallDeadline deadline)
      throws InterruptedException {
    OutboundExchange exchange = new OutboundExchange(request);
    ChannelFuture connection = connect(request.target(), address, exchange);
    try {
      if (!connection.await(connecting.toNanos(), TimeUnit.NANOSECONDS)) {
        Kind kind = deadline.nanosLeft() == 0 ? Kind.TIMEOUT : Kind.UNREACHABLE;
        throw request.target().failure(kind, "no connection in time");
      }
      if (!connection.isSuccess()) {
        throw request.target().failure(Kind.UNREACHABLE, "no connection");
      }
      return answer(request.target(), exchange, deadline);
    } finally {
      var _ = connection.cancel(false);
      var _ = connection.channel().close();
    }
  }

  private static OutboundResponse answer(
      OutboundTarget target, OutboundExchange exchange, CallDeadline deadline)
      throws InterruptedException {
    try {
      return exchange.answer().get(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw target.failure(Kind.TIMEOUT, "no complete answer in time");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof OutboundException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Connects to the address that was checked. The name of the target is used only for TLS. */
  private ChannelFuture connect(
      OutboundTarget target, InetAddress address, OutboundExchange exchange) {
    return new Bootstrap()
        .group(loop)
        .channelFactory(NioSocketChannel::new)
        .disableResolver()
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0) // the caller limits its own wait
        .option(ChannelOption.TCP_NODELAY, true)
        .handler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                if (target.secure()) {
                  channel.pipeline().addLast(tlsHandler(channel, target));
                }
                channel.pipeline().addLast(new HttpClientCodec(decoding(), false, false));
                channel.pipeline().addLast(exchange);
              }
            })
        .connect(new InetSocketAddress(address, target.port()));
  }

  private SslHandler tlsHandler(SocketChannel channel, OutboundTarget target) {
    SslHandler handler =
        tls.newHandler(
            channel.alloc(),
            target.host(),
            target.port(),
            task -> Thread.ofVirtual().name("outbound-tls").start(task));
    handler.setHandshakeTimeoutMillis(0); // the deadline of the call applies
    handler.setCloseNotifyFlushTimeoutMillis(FAREWELL.toMillis());
    return handler;
  }

  private static HttpDecoderConfig decoding() {
    return new HttpDecoderConfig().setMaxInitialLineLength(LINE).setMaxHeaderSize(FIELDS);
  }

  /** Closes all connections and stops the event loop. */
  @Override
  public void close() {
    var _ = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
