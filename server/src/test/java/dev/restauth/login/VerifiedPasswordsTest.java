package dev.restauth.login;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.crypto.SecretText;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Recently verified passwords, which the server does not hash again. */
class VerifiedPasswordsTest {
  private final SetClock clock = new SetClock();

  @RegisterExtension
  private final TestServer server = new TestServer(clock).withAccount("miguel", "python");

  @BeforeEach
  void start() {
    assertThat(logIn("python")).isEqualTo(200);
  }

  @Test
  void areNotHashedAgainForFiveMinutes() {
    assertThat(hashes(() -> logIn("python"))).isZero();
    clock.move(Duration.ofMinutes(5).minusMillis(1));
    assertThat(hashes(() -> logIn("python"))).isZero();
    clock.move(Duration.ofMillis(1));
    assertThat(hashes(() -> logIn("python"))).isEqualTo(1);
    assertThat(hashes(() -> logIn("python"))).isZero();
  }

  @Test
  void areOnlyTheRightOnes() {
    for (int i = 0; i < 2; i++) {
      assertThat(hashes(() -> assertThat(logIn("monty")).isEqualTo(401))).isEqualTo(1);
    }
  }

  @Test
  void areInvalidatedByAPasswordChange() {
    server
        .calls()
        .post(
            "/api/me/password",
            "{\"current_password\":\"python\",\"new_password\":\"monty\"}",
            basic("miguel", "python"));
    assertThat(hashes(() -> assertThat(logIn("python")).isEqualTo(401))).isEqualTo(1);
    assertThat(logIn("monty")).isEqualTo(200);
  }

  @Test
  void doNotLogInToADisabledAccount() {
    server.operate("user.disable", Map.of("username", "miguel"));
    assertThat(logIn("python")).isEqualTo(401);
    server.operate("user.enable", Map.of("username", "miguel"));
    assertThat(hashes(() -> assertThat(logIn("python")).isEqualTo(200))).isEqualTo(1);
    server.operate("user.close", Map.of("username", "miguel"));
    assertThat(logIn("python")).isEqualTo(401);
  }

  @Test
  void areHashedEachTimeIfTheCacheIsOff() {
    server.restart(Map.of("verified-password-duration", "0"));
    for (int i = 0; i < 2; i++) {
      assertThat(hashes(() -> assertThat(logIn("python")).isEqualTo(200))).isEqualTo(1);
    }
  }

  /**
   * No password looks like a service key, so the server refuses a service key without hashing it.
   */
  @Test
  void aServiceKeyIsNoPasswordAndIsNotHashed() {
    String body =
        "{\"current_password\":\"%s\",\"new_password\":\"monty\"}"
            .formatted(SecretText.SERVICE_KEY.next());
    assertThat(
            hashes(
                () ->
                    assertThat(
                            server
                                .calls()
                                .post("/api/me/password", body, basic("miguel", "python"))
                                .status())
                        .isEqualTo(403)))
        .isZero();
  }

  private int logIn(String password) {
    return server.calls().get("/api/resource", basic("miguel", password)).status();
  }

  private long hashes(Runnable calls) {
    long before = server.hasher().computed();
    calls.run();
    return server.hasher().computed() - before;
  }
}
