package dev.restauth.listener;

import static dev.restauth.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A connection that was accepted, and whose thread has not come to read anything. */
class GuardedConnectionTest {
  private static final Timeouts TIMEOUTS =
      new Timeouts(
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          Duration.ofSeconds(2));

  private final AtomicLong nanos = new AtomicLong();
  private SocketChannel client;
  private SocketChannel accepted;
  private GuardedConnection connection;

  @BeforeEach
  void connect() throws IOException {
    try (ServerSocketChannel listener = ServerSocketChannel.open()) {
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      client = SocketChannel.open(listener.getLocalAddress());
      accepted = listener.accept();
    }
    connection =
        new GuardedConnection(
            accepted,
            (InetSocketAddress) accepted.getRemoteAddress(),
            TIMEOUTS,
            nanos::get,
            _ -> {});
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    accepted.close();
  }

  private boolean endsAfter(Duration time) {
    nanos.set(time.toNanos());
    connection.endIfOverdue();
    return !accepted.isOpen();
  }

  @Test
  void endsWhereItsClientSendsNothing() {
    assertThat(endsAfter(Duration.ofSeconds(9))).isFalse();
    assertThat(endsAfter(Duration.ofSeconds(11))).isTrue();
  }

  @Test
  void isNotBlamedForWhatItsThreadDidNotComeToRead() throws IOException {
    client.write(ByteBuffer.wrap(new byte[] {'G'}));
    eventually("the byte is here", connection::hasUnread);
    assertThat(endsAfter(Duration.ofSeconds(39))).isFalse();
    assertThat(endsAfter(Duration.ofSeconds(41))).isTrue();
  }
}
