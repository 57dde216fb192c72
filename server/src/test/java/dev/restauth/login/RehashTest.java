package dev.restauth.login;

import static dev.restauth.Eventually.eventually;
import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
class RehashTest {
  @RegisterExtension
  private final TestServer server = new TestServer(new SetClock()).withAccount("miguel", "python");

  private final HttpCalls calls = server.calls();

  @Test
  void happensAtTheNextLogInIfHashesCostMore() {
    String token = calls.token("miguel", "python");
    assertThat(stored()).contains("m=64,t=1,");

    server.restart(Map.of("argon2-iterations", "3"));
    assertThat(calls.get("/api/resource", basic("miguel", "wrong")).status()).isEqualTo(401);
    assertThat(stored()).contains("t=1,");
    assertThat(calls.get("/api/resource", basic("miguel", "python")).status()).isEqualTo(200);
    // The log-in does not wait for the new hash.
    eventually("the new hash is stored", () -> !stored().contains("t=1,"));
    assertThat(stored()).contains("m=64,t=3,");
    assertThat(server.account("miguel").generation()).isEqualTo(1);

    server.restart(Map.of());
    assertThat(calls.get("/api/resource", "Authorization: Bearer " + token).status())
        .isEqualTo(200);
    assertThat(calls.get("/api/resource", basic("miguel", "python")).status()).isEqualTo(200);
  }

  private String stored() {
    return server.account("miguel").passwordHash().orElseThrow();
  }
}
