package dev.restauth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;

/**
 * A reserved port of the loopback address, for a program that needs a fixed port. The system assigns it to
 * no other process until it is closed or this JVM ends: a socket is bound to it, but
 * does not listen. A program can still listen on it, several times in succession, if it sets
 * SO_REUSEADDR, like servers do.
 */
public final class TestPort implements AutoCloseable {
  private final SocketChannel hold;
  private final int number;

  private TestPort(SocketChannel hold) throws IOException {
    this.hold = hold;
    this.number = ((InetSocketAddress) hold.getLocalAddress()).getPort();
  }

  /** Reserves a port that no process listens on. */
  public static TestPort reserve() {
    try {
      return new TestPort(
          SocketChannel.open(StandardProtocolFamily.INET)
              .setOption(StandardSocketOptions.SO_REUSEADDR, true)
              .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int number() {
    return number;
  }

  /** Releases the port. */
  @Override
  public void close() {
    try {
      hold.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
