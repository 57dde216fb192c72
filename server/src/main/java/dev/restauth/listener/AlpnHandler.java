package dev.restauth.listener;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.function.Consumer;

/** Installs the protocol that TLS has negotiated (ALPN, RFC 7301): HTTP/2 or HTTP/1.1. */
final class AlpnHandler extends ChannelInboundHandlerAdapter {
  private final SslHandler tls;
  private final GuardedConnection connection;
  private final Consumer<ChannelHandlerContext> http1;
  private final Consumer<ChannelHandlerContext> http2;

  /**
   * Creates the handler.
   *
   * @param tls the TLS handler, which precedes this handler in the pipeline
   * @param connection needs less memory after the handshake
   * @param http1 adds the HTTP/1.1 handler to the pipeline
   * @param http2 adds the HTTP/2 handlers to the pipeline
   */
  AlpnHandler(
      SslHandler tls,
      GuardedConnection connection,
      Consumer<ChannelHandlerContext> http1,
      Consumer<ChannelHandlerContext> http2) {
    this.tls = tls;
    this.connection = connection;
    this.http1 = http1;
    this.http2 = http2;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake) {
      if (handshake.isSuccess()) {
        connection.holdForTls(TlsAcceptor.ENGINE_BYTES);
        (TlsFiles.H2.equals(tls.applicationProtocol()) ? http2 : http1).accept(ctx);
        ctx.pipeline().remove(this);
      } else {
        var _ = ctx.close();
      }
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    var _ = ctx.close();
  }
}
