package dev.restauth.token;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The parameter {@code refresh} of {@code GET /api/token}, and the cost of a request with a token.
 */
class TokenRoutesTest {
  private static final String PASSWORD = basic("miguel", "python");

  @RegisterExtension
  private static final TestServer server =
      new TestServer(new SetClock()).withAccount("miguel", "python");

  private static Reply token(String query, String credentials) {
    return server.calls().get("/api/token" + query, credentials);
  }

  @Test
  void refreshTokenIsIssuedOnRequest() {
    assertThat(token("?refresh=true", PASSWORD).json().get("refresh_token").asText()).isNotBlank();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?refresh=false", "?other=true"})
  void noRefreshTokenWithoutRequest(String query) {
    Reply reply = token(query, PASSWORD);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().get("token").asText()).isNotBlank();
    assertThat(reply.json().has("refresh_token")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?refresh=",
        "?refresh",
        "?refresh=TRUE",
        "?refresh=1",
        "?refresh=true&refresh=true"
      })
  void anyOtherValueIsRefused(String query) {
    assertThat(token(query, PASSWORD).status()).isEqualTo(400);
  }

  @Test
  void noRefreshTokenForAToken() {
    String bearer = "Authorization: Bearer " + server.calls().token("miguel", "python");
    assertThat(token("?refresh=true", bearer).status()).isEqualTo(403);
    assertThat(token("?refresh=false", bearer).status()).isEqualTo(200);
    assertThat(token("", bearer).status()).isEqualTo(200);
  }

  /** The second check finds the token in the cache. */
  @Test
  void aSignatureIsCheckedOnce() {
    String bearer = "Authorization: Bearer " + server.calls().token("miguel", "python");
    long before = server.verifier().signatureChecks();
    for (int i = 0; i < 3; i++) {
      assertThat(server.calls().get("/api/resource", bearer).status()).isEqualTo(200);
    }
    assertThat(server.verifier().signatureChecks()).isEqualTo(before + 1);
  }
}
