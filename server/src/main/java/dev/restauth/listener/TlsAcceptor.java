package dev.restauth.listener;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Instant;

/** Sets up TLS for accepted connections, with the current certificate. Thread-safe. */
final class TlsAcceptor implements AutoCloseable {
  /** The memory of an established TLS connection, in bytes, as measured with TLS 1.3. */
  static final int ENGINE_BYTES = 8 * 1024;

  /** The memory of a connection until the end of its handshake, in bytes. */
  private static final int HANDSHAKE_BYTES = 18 * 1024;

  private static final int IPV4_PREFIX_BYTES = 3;
  private static final int IPV6_PREFIX_BYTES = 8;

  /** The maximum number of waiting handshakes; two cores compute as many in some two seconds. */
  private static final int WAITING = 4096;

  private final TlsHandshakes handshakes;
  private volatile ServerTls current;

  /**
   * Starts the threads for handshakes.
   *
   * @param bytesAtMost the maximum memory of all connections, in bytes; waiting handshakes get half
   *     of it
   */
  TlsAcceptor(ServerTls current, long bytesAtMost) {
    this.current = current;
    this.handshakes =
        new TlsHandshakes(
            Runtime.getRuntime().availableProcessors(),
            Math.clamp(bytesAtMost / 2 / HANDSHAKE_BYTES, 1, WAITING));
  }

  /** Sets the certificate and key of new connections. */
  void use(ServerTls next) {
    current = next;
  }

  /** Returns the time at which the certificate of new connections expires. */
  Instant validUntil() {
    return current.validUntil();
  }

  /** The number of handshakes that wait for a thread. */
  int waiting() {
    return handshakes.waiting();
  }

  /** Adds TLS to a new connection, and counts its memory. Returns the TLS handler. */
  SslHandler addTo(Channel channel, GuardedConnection connection) {
    connection.holdForTls(HANDSHAKE_BYTES);
    TlsHandshakes.Handshake handshake =
        handshakes.of(source(connection), connection::refuseHandshake);
    SslHandler tls = current.handler(channel.alloc(), handshake);
    channel.pipeline().addLast(new TlsRecords(connection), new HandshakeCloser(handshake), tls);
    return tls;
  }

  /**
   * Returns the network among whose handshakes a connection takes its turn: the first 24 bits of an
   * IPv4 address, or the first 64 bits of an IPv6 address. Each connection of a trusted proxy has
   * its own turn.
   */
  private static Object source(GuardedConnection connection) {
    if (connection.ofAddress().exempt()) {
      return connection.peer();
    }
    InetAddress address = connection.peer().getAddress();
    int bytes = address instanceof Inet6Address ? IPV6_PREFIX_BYTES : IPV4_PREFIX_BYTES;
    return ByteBuffer.wrap(address.getAddress(), 0, bytes);
  }

  @Override
  public void close() {
    handshakes.close();
  }
}
