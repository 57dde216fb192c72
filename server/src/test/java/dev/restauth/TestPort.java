package dev.restauth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;

/**
 * A reserved port of the loopback address, for a program that needs a fixed port. A socket is bound
 * to the port but does not listen, so the system assigns the port to no other process until {@link
 * #close} or the end of this JVM. A program that sets SO_REUSEADDR, like most servers, can still
 * listen on the port, even several times in succession.
 */
public final class TestPort implements AutoCloseable {
  private final SocketChannel hold;
  private final int number;

  private TestPort(SocketChannel hold) throws IOException {
    this.hold = hold;
    this.number = ((InetSocketAddress) hold.getLocalAddress()).getPort();
  }

  /** Reserves a port on which no process listens. */
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

  @Override
  public void close() {
    try {
      hold.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
