package dev.restauth.listener;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Ends the TLS handshake of a closed connection, in front of the TLS handler. Confined to the
 * connection's event loop.
 *
 * <p>A computation of the handshake holds the lock of the TLS engine, and the TLS handler closes
 * the engine of a closed connection. The event loop, and all of its connections, would then wait
 * for the end of the computation. So the TLS handler does not see that the connection is closed.
 */
final class HandshakeCloser extends ChannelInboundHandlerAdapter {
  private final TlsHandshakes.Handshake handshake;

  HandshakeCloser(TlsHandshakes.Handshake handshake) {
    this.handshake = handshake;
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (!handshake.end()) {
      ctx.fireChannelInactive();
    }
  }
}
