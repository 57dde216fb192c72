package dev.restauth.listener;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.time.Instant;
import java.util.concurrent.Executor;

/**
 * A certificate and its key, ready for connections. This type hides Netty's classes from its
 * callers, so that a server without TLS does not load those classes.
 */
public final class ServerTls {
  private final SslContext context;
  private final Instant validUntil;

  ServerTls(SslContext context, Instant validUntil) {
    this.context = context;
    this.validUntil = validUntil;
  }

  /** Returns the time at which the server's own certificate expires. */
  Instant validUntil() {
    return validUntil;
  }

  /**
   * Returns the TLS handler of a new connection.
   *
   * @param tasks runs the computations of the handshake
   */
  SslHandler handler(ByteBufAllocator memory, Executor tasks) {
    SslHandler handler = context.newHandler(memory, tasks);
    handler.setHandshakeTimeoutMillis(0); // the guard enforces a time-out
    return handler;
  }
}
