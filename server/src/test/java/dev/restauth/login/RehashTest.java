package dev.restauth.login;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RehashTest {
  @TempDir Path folder;

  @Test
  void happensAtTheNextLogInOnceHashesCostMore() {
    String token;
    try (TestServer server = TestServer.start(folder)) {
      server.calls().register("miguel", "python");
      token = server.calls().token("miguel", "python");
      assertThat(stored(server)).contains("m=7168,t=2,");
    }
    Map<String, String> dearer = Map.of("argon2-iterations", "3");
    try (TestServer server = TestServer.start(folder, new SetClock(), dearer)) {
      assertThat(server.calls().get("/api/resource", basic("miguel", "wrong")).status())
          .isEqualTo(401);
      assertThat(stored(server)).contains("t=2,");
      assertThat(server.calls().get("/api/resource", basic("miguel", "python")).status())
          .isEqualTo(200);
      while (stored(server).contains("t=2,")) {
        Thread.onSpinWait(); // nobody waits for it
      }
      assertThat(stored(server)).contains("m=7168,t=3,");
      assertThat(server.account("miguel").generation()).isEqualTo(1);
    }
    try (TestServer server = TestServer.start(folder)) {
      assertThat(server.calls().get("/api/resource", "Authorization: Bearer " + token).status())
          .isEqualTo(200);
      assertThat(server.calls().get("/api/resource", basic("miguel", "python")).status())
          .isEqualTo(200);
    }
  }

  private static String stored(TestServer server) {
    return server.account("miguel").passwordHash().orElseThrow();
  }
}
