package dev.restauth.listener;

import dev.restauth.crypto.TlsParameters;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.time.Instant;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLParameters;

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
   * @param computations runs the computations of the handshake
   */
  SslHandler handler(ByteBufAllocator memory, Executor computations) {
    SslHandler handler = context.newHandler(memory, computations);
    handler.setHandshakeTimeoutMillis(0); // the guard enforces a time-out
    SSLParameters parameters = handler.engine().getSSLParameters();
    parameters.setNamedGroups(TlsParameters.GROUPS.toArray(String[]::new));
    handler.engine().setSSLParameters(parameters);
    return handler;
  }
}
