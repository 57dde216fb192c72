package dev.restauth.listener;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;

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

  static UncheckedIOException cannotListen(String host, int port, IOException why) {
    return new UncheckedIOException(
        "cannot listen on %s port %d: %s".formatted(host, port, why.getMessage()), why);
  }
}
