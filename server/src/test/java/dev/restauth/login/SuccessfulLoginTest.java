package dev.restauth.login;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.oauth.OauthCalls;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a log-in leaves behind, over HTTP. */
class SuccessfulLoginTest {
  private static final int FREE = 3;

  private final SetClock clock = new SetClock();

  @RegisterExtension
  private final TestServer server =
      new TestServer(
              clock,
              Map.of("account-failures", String.valueOf(FREE), "verified-password-duration", "0"))
          .withAccount("miguel", "python");

  private int logIn(String password) {
    return server.calls().get("/api/resource", basic("miguel", password)).status();
  }

  @Test
  void takesBackTheFailuresBeforeIt() {
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < FREE - 1; i++) {
        assertThat(logIn("wrong")).isEqualTo(401);
      }
      assertThat(logIn("python")).isEqualTo(200);
    }
  }

  @Test
  void isNotEvenTriedWithATokenForThePassword() {
    String refreshToken = new OauthCalls(server.calls()).logIn("miguel", "python").refresh();
    long computed = server.hasher().computed();
    assertThat(logIn(refreshToken)).isEqualTo(401);
    assertThat(server.hasher().computed()).isEqualTo(computed);
  }
}
