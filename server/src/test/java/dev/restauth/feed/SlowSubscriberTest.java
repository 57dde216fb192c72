package dev.restauth.feed;

import static dev.restauth.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.session.RevocationRows;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A subscriber that reads too slowly. The server disconnects it, so that the subscriber notices
 * that it is not up to date.
 */
@Tag("long")
class SlowSubscriberTest {
  private static final int SESSIONS = 150_000; // more than the socket buffers can store

  @TempDir Path folder;

  @Test
  void slowSubscriberIsDroppedAndReconnects() throws Exception {
    try (TestServer server = TestServer.start(folder);
        Socket socket = new Socket()) {
      String key = TestServer.serviceKey(folder, "shop", "revocations:read");
      revokeMany(server);
      eventually("it has read its own changes", () -> answers(server, key));
      eventually("nobody is connected", () -> server.connections() == 0);
      socket.setReceiveBufferSize(4_096);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
      FeedClient.send(socket, "GET", key, "");
      eventually("it is connected", () -> server.connections() == 1);

      try (FeedClient quick = FeedClient.connect(server, key)) {
        Verifier verifier = new Verifier();
        // The slow subscriber does not delay the quick one.
        quick.until("current").forEach(verifier::receive);
        assertThat(verifier.sessions).hasSize(SESSIONS);
        eventually("it is dropped", () -> server.connections() == 1);
        assertThat(quick.until("heartbeat")).isNotEmpty();
      }
    }
  }

  private static boolean answers(TestServer server, String key) {
    try (FeedClient client = FeedClient.connect(server, key)) {
      return client.head().startsWith("HTTP/1.1 200 ");
    }
  }

  private static void revokeMany(TestServer server) {
    server.calls().register("miguel", "python");
    long account = server.account("miguel").id();
    Instant until = Instant.now().plusSeconds(3_600);
    for (int i = 0; i < SESSIONS; i += 10_000) {
      int from = i;
      server
          .store()
          .inTransaction(
              tx -> {
                for (int j = from; j < from + 10_000; j++) {
                  new RevocationRows(tx).revokeSession("%022d".formatted(j), account, until);
                }
                return true;
              });
    }
  }
}
