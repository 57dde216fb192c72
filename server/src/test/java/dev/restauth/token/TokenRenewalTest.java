package dev.restauth.token;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.oauth.OauthCalls;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The setting {@code token-renewal: password-only}, with which no token can be extended beyond its
 * expiry.
 */
class TokenRenewalTest {
  @RegisterExtension
  private final TestServer server =
      new TestServer(Map.of("token-renewal", "password-only")).withAccount("miguel", "python");

  @Test
  void tokenIsNotIssuedForAToken() {
    String token = server.calls().token("miguel", "python");
    for (String header : new String[] {basic(token, ""), "Authorization: Bearer " + token}) {
      Reply refused = server.calls().get("/api/token", header);
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.body()).contains("/errors/password-required").doesNotContain("token\":");
      assertThat(server.calls().call("HEAD", "/api/token", Optional.empty(), header).status())
          .isEqualTo(403);
      assertThat(server.calls().get("/api/resource", header).status()).isEqualTo(200);
    }
  }

  @Test
  void refreshTokensStillWork() {
    OauthCalls oauth = new OauthCalls(server.calls());
    String refresh = oauth.logIn("miguel", "python").refresh();
    assertThat(oauth.refresh(refresh).status()).isEqualTo(200);
  }
}
