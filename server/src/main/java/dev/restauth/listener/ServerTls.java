package dev.restauth.listener;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.Executor;

/**
 * A certificate and its key, ready for connections. It stands between Netty's classes and whoever passes it on: a server
 * without TLS loads none of them.
 */
public final class ServerTls {
  private final SslContext context;

  ServerTls(SslContext context) {
    this.context = context;
  }

  /**
   * TLS for a connection that begins.
   *
   * @param tasks takes what a handshake computes
   */
  SslHandler handler(ByteBufAllocator memory, Executor tasks) {
    SslHandler handler = context.newHandler(memory, tasks);
    handler.setHandshakeTimeoutMillis(0); // the guard looks
    return handler;
  }
}
