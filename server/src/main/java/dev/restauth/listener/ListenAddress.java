package dev.restauth.listener;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.Objects;

/** The address to listen on. */
record ListenAddress(String host, int port) {

  /**
   * Binds the address and releases it again.
   *
   * @throws UncheckedIOException if the address cannot be bound; the message is one line for the
   *     operator
   */
  void tryToBind() {
    try (ServerSocketChannel channel = ServerSocketChannel.open()) {
      InetSocketAddress address = new InetSocketAddress(host, port);
      if (address.isUnresolved()) {
        throw new IOException("the host name is unknown");
      }
      channel.bind(address);
    } catch (IOException e) {
      throw cannotListen(host, port, e);
    }
  }

  /**
   * Creates the exception for an address that cannot be bound.
   *
   * @param why the cause; its message is part of the operator's line
   */
  static UncheckedIOException cannotListen(String host, int port, Throwable why) {
    String reason =
        why instanceof BindException && String.valueOf(why.getMessage()).contains("in use")
            ? "another program uses this port: stop it, or choose another port"
            : Objects.requireNonNullElse(why.getMessage(), why.toString());
    return new UncheckedIOException(
        "cannot listen on %s port %d: %s".formatted(host, port, reason),
        why instanceof IOException io ? io : new IOException(why));
  }
}
