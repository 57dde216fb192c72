package dev.restauth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;

/**
 * A port of this machine's loopback address for a program that has to be told one. The system gives it to
 * nobody else, in no other process either, until it is closed or this JVM ends: a socket is bound to it, and
 * does not listen. A program may listen there nevertheless, and again after its end, if it sets
 * SO_REUSEADDR, as servers do.
 */
public final class TestPort implements AutoCloseable {
  private final SocketChannel hold;
  private final int number;

  private TestPort(SocketChannel hold) throws IOException {
    this.hold = hold;
    this.number = ((InetSocketAddress) hold.getLocalAddress()).getPort();
  }

  /** One that nobody listens on. */
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

  /** From now on anybody may have it. */
  @Override
  public void close() {
    try {
      hold.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
