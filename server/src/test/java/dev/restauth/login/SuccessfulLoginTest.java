package dev.restauth.login;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.account.AccountRows;
import dev.restauth.oauth.OauthCalls;
import dev.restauth.password.HashOutcome;
import dev.restauth.password.HashRequest;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The effects of a successful log-in, over HTTP. */
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
  void resetsTheFailuresBeforeIt() {
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < FREE - 1; i++) {
        assertThat(logIn("wrong")).isEqualTo(401);
      }
      assertThat(logIn("python")).isEqualTo(200);
    }
  }

  @Test
  void isNotTriedWithATokenAsThePassword() {
    String refreshToken = new OauthCalls(server.calls()).logIn("miguel", "python").refresh();
    long computed = server.hasher().computed();
    assertThat(logIn(refreshToken)).isEqualTo(401);
    assertThat(server.hasher().computed()).isEqualTo(computed);
  }

  /** The rules apply only to new passwords, because another system may have had other rules. */
  @ParameterizedTest
  @ValueSource(
      strings = {"tab\there", "\u0001", "line\r\nfeed\n", "de\u007fl", "nul\u0000", "c1\u0085"})
  void acceptsAnImportedPasswordWithControlCharacters(String password) {
    HashOutcome hash = server.hasher().hash(password, HashRequest.OPERATOR);
    String text = ((HashOutcome.Hashed) hash).hash().text();
    server.store().inTransaction(tx -> new AccountRows(tx).create("odd", text, clock.instant()));

    assertThat(server.calls().get("/api/resource", basic("odd", password)).status()).isEqualTo(200);
    assertThat(server.calls().get("/api/resource", basic("odd", password + "x")).status())
        .isEqualTo(401);
    String odd = password.chars().mapToObj("\\u%04x"::formatted).collect(Collectors.joining());
    assertThat(
            server
                .calls()
                .post(
                    "/api/me/password",
                    "{\"current_password\":\"" + odd + "\",\"new_password\":\"" + odd + "\"}",
                    basic("odd", password))
                .body())
        .contains("invalid-password"); // the current password was right
  }
}
