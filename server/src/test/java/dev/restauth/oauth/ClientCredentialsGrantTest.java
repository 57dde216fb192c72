package dev.restauth.oauth;

import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.oauth.ClientScene.ORDERS;
import static dev.restauth.oauth.ClientScene.STOCK;
import static dev.restauth.oauth.ClientScene.access;
import static dev.restauth.oauth.ClientScene.claims;
import static dev.restauth.oauth.ClientScene.encoded;
import static dev.restauth.oauth.ClientScene.error;
import static dev.restauth.oauth.ClientScene.good;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls.Reply;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tokens that a client obtains for itself. */
class ClientCredentialsGrantTest {
  @RegisterExtension private static final TestServer server = new TestServer();

  private static final ClientScene scene = new ClientScene(server);
  private static String secret = "";

  @BeforeAll
  static void clients() {
    secret = scene.confidential("backend");
  }

  private static Reply ask(String more) {
    return scene.token("grant_type=client_credentials" + more, basic("backend", secret));
  }

  @Test
  void theTokenIsAboutTheClient() {
    Reply reply = good(ask(""));
    assertThat(reply.json().get("scope").asText()).isEqualTo("orders:read orders:write");
    assertThat(reply.json().has("refresh_token")).isFalse();
    assertThat(reply.json().has("id_token")).isFalse();
    JWTClaimsSet claims = claims(access(reply));
    assertThat(claims.getSubject()).isEqualTo("backend");
    assertThat(claims.getClaims())
        .containsEntry("client_id", "backend")
        .containsEntry("gen", 0L)
        .containsKeys("sid", "jti", "exp", "iat", "auth_time")
        .doesNotContainKeys("id", "acr", "amr", "rgt");
    assertThat(claims.getAudience()).containsExactly(ORDERS);
    JWTClaimsSet next = claims(access(ask("")));
    assertThat(next.getClaim("sid")).isEqualTo(claims.getClaim("sid"));
    assertThat(next.getJWTID()).isNotEqualTo(claims.getJWTID());
    assertThat(scene.isActive(access(reply), "backend", secret)).isTrue();
  }

  @Test
  void hasTheScopesAndResourcesOfTheClient() {
    assertThat(good(ask("&scope=orders:read")).json().get("scope").asText())
        .isEqualTo("orders:read");
    for (String scope : new String[] {"openid", "api", "orders:read+api", "users:read", "stock"}) {
      assertThat(error(ask("&scope=" + scope))).as(scope).isEqualTo("400 invalid_scope");
    }
    String both = "&resource=" + encoded(STOCK) + "&resource=" + encoded(ORDERS);
    assertThat(claims(access(ask(both))).getAudience()).containsExactly(STOCK, ORDERS);
    assertThat(error(ask("&resource=https://evil.example.org"))).isEqualTo("400 invalid_target");
    assertThat(error(ask("&resource=" + encoded(STOCK + "/")))).isEqualTo("400 invalid_target");
  }

  @Test
  void oneTokenCannotBeRevoked() {
    String token = access(ask(""));
    Reply reply = server.calls().form("/oauth/revoke", "token=" + token, basic("backend", secret));
    assertThat(error(reply)).isEqualTo("400 unsupported_token_type");
    assertThat(scene.isActive(token, "backend", secret)).isTrue();
  }
}
