package dev.restauth.listener;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.SslHandler;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Sets up accepted connections: asks the guard for admission and installs protocol detection.
 * Thread-safe.
 */
final class ConnectionInitializer extends ChannelInitializer<TcpChannel> {
  /**
   * The size of unsent answers, in bytes, above which a connection gets no further answers
   * (back-pressure).
   */
  private static final int UNSENT_BYTES = 32 * 1024;

  static final WriteBufferWaterMark UNSENT =
      new WriteBufferWaterMark(UNSENT_BYTES / 4, UNSENT_BYTES);

  /**
   * Limits a receive buffer to the size of a TLS record, because an incomplete record stays in its
   * receive buffer.
   */
  private static final RecvByteBufAllocator TLS_READS =
      new AdaptiveRecvByteBufAllocator(64, 2 * 1024, 16 * 1024);

  private final ConnectionGuard guard;
  private final Answering answering;
  private final Map<?, LoopContext> loops;
  private final Optional<TlsAcceptor> tls;

  /**
   * Creates the initializer of one listening socket.
   *
   * @param loops the contexts of the event loops, by their executors
   * @param tls sets up TLS for each connection; empty for clear text
   */
  ConnectionInitializer(
      ConnectionGuard guard,
      Answering answering,
      Map<?, LoopContext> loops,
      Optional<TlsAcceptor> tls) {
    this.guard = guard;
    this.answering = answering;
    this.loops = loops;
    this.tls = tls;
  }

  @Override
  protected void initChannel(TcpChannel channel) {
    Optional<GuardedConnection> admitted =
        Optional.ofNullable(channel.remoteAddress())
            .flatMap(peer -> guard.admit(channel.client(), peer));
    if (admitted.isEmpty()) {
      channel.client().closeNow();
      return;
    }
    GuardedConnection connection = admitted.get();
    var _ = channel.closeFuture().addListener(_ -> connection.end());
    channel.config().setOption(ChannelOption.TCP_NODELAY, true);
    channel.config().setAllocator(UnpooledByteBufAllocator.DEFAULT);
    channel.config().setWriteBufferWaterMark(UNSENT);
    LoopContext loop = Objects.requireNonNull(loops.get(channel.eventLoop()));
    if (tls.isPresent()) {
      channel.config().setRecvByteBufAllocator(TLS_READS);
      SslHandler handler = tls.get().addTo(channel, connection);
      channel
          .pipeline()
          .addLast(
              new AlpnHandler(
                  handler,
                  connection,
                  ctx -> http1(ctx, connection, true, loop),
                  ctx -> http2(ctx, connection, true, loop)));
    } else {
      channel.config().setAllowHalfClosure(true);
      channel.config().setRecvByteBufAllocator(loop.readBuffers());
      channel
          .pipeline()
          .addLast(
              new PrefaceDetector(
                  ctx -> http1(ctx, connection, false, loop),
                  ctx -> http2(ctx, connection, false, loop)));
    }
  }

  private void http1(
      ChannelHandlerContext ctx, GuardedConnection connection, boolean secure, LoopContext loop) {
    ctx.pipeline().addLast(new Http1Connection(connection, answering, secure, loop.writer()));
  }

  private void http2(
      ChannelHandlerContext ctx, GuardedConnection connection, boolean secure, LoopContext loop) {
    Http2Client.install(ctx, connection, answering, secure, loop.writer());
  }
}
