package dev.restauth.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ClientLeavesTest {
  /**
   * Settings with which a hash takes about a second, long enough for the other client to connect
   * and disconnect.
   */
  private static final Map<String, String> ONE_SLOW_HASH_AT_A_TIME =
      Map.of(
          "hashing-threads", "1",
          "hashing-wait", "60s",
          "argon2-memory", "262144",
          "argon2-iterations", "8");

  @TempDir Path folder;

  @Test
  @Tag("unhurried")
  void whileItWaitsSoNothingIsHashedForIt() throws IOException {
    try (TestServer server =
            TestServer.start(folder, InstantSource.system(), ONE_SLOW_HASH_AT_A_TIME);
        Socket stays = logIn(server)) {
      while (server.hasher().running() == 0) {
        Thread.onSpinWait();
      }
      Socket leaves = logIn(server);
      while (server.hasher().waiting() == 0) {
        Thread.onSpinWait();
      }
      leaves.close();
      while (server.hasher().abandoned() == 0) {
        Thread.onSpinWait();
      }
      assertThat(HttpCalls.readOne(stays.getInputStream()).status()).isEqualTo(401);
      assertThat(server.hasher().computed()).isEqualTo(1);
      assertThat(server.hasher().waiting()).isZero();
    }
  }

  private static Socket logIn(TestServer server) throws IOException {
    Socket socket = server.calls().connect();
    String request =
        "GET /api/resource HTTP/1.1\r\nHost: localhost\r\n"
            + HttpCalls.basic("nobody", "python")
            + "\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }
}
