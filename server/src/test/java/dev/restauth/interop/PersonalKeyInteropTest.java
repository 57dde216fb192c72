package dev.restauth.interop;

import static dev.restauth.Eventually.eventually;
import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.TestServer;
import dev.restauth.client.InsufficientScopeException;
import dev.restauth.client.TokenVerifier;
import dev.restauth.client.VerifiedToken;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.role.RoleScene;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Tokens of a personal key. All verifiers distinguish them from log-in tokens, and are notified
 * when the key is revoked.
 */
class PersonalKeyInteropTest {
  private static final String KEYS = "/api/me/keys";

  @RegisterExtension
  private final TestServer server = new TestServer().withAccount("susan", "python");

  private final RoleScene scene = new RoleScene(server);

  @Test
  void theTokenNamesItsKeyAndEndsWithIt() {
    String url = Interop.url(server.calls());
    try (TokenVerifier java =
            TokenVerifier.connect(url, server.serviceKey("java", "revocations:read"));
        Interop node =
            Interop.start("verifier.mjs", url, server.serviceKey("node", "revocations:read"));
        Interop python =
            Interop.start("verifier.py", url, server.serviceKey("python", "revocations:read"))) {
      assertThat(node.ask("connect")).isEqualTo("connected");
      assertThat(python.ask("connect")).isEqualTo("connected");
      Reply made =
          server.calls().post(KEYS, "{\"name\":\"nightly build\"}", basic("susan", "python"));
      assertThat(made.status()).as(made.body()).isEqualTo(201);
      JsonNode key = made.json();
      String id = key.get("id").asText();
      String bearer = RoleScene.bearer(key.get("key").asText());
      String traded = RoleScene.tokenOf(scene.ask("", bearer));
      String renewed = scene.renew(traded);

      for (String token : new String[] {traded, renewed}) {
        VerifiedToken verified = java.verify(token).orElseThrow();
        assertThat(verified.subject()).isEqualTo(Long.toString(server.account("susan").id()));
        assertThat(verified.keyId()).hasValue(id);
        assertThat(verified.sessionId()).isEqualTo(id);
        assertThatThrownBy(verified::requireNoKey)
            .isInstanceOfSatisfying(
                InsufficientScopeException.class,
                refused -> assertThat(refused.refusal().status()).isEqualTo(403));
        assertThat(node.ask("key " + token)).isEqualTo("key " + id + " 403");
        assertThat(python.ask("key " + token)).isEqualTo("key " + id + " 403");
      }

      String own = scene.logIn("susan", "");
      VerifiedToken verified = java.verify(own).orElseThrow();
      assertThat(verified.keyId()).isEmpty();
      assertThatCode(verified::requireNoKey).doesNotThrowAnyException();
      assertThat(node.ask("key " + own)).isEqualTo("key none allowed");
      assertThat(python.ask("key " + own)).isEqualTo("key none allowed");

      server.calls().call("DELETE", KEYS + "/" + id, Optional.empty(), bearer);
      for (String token : new String[] {traded, renewed}) {
        eventually("refused by Java", () -> java.verify(token).isEmpty());
        eventually("refused by Node.js", () -> node.ask("key " + token).equals("refused"));
        eventually("refused by Python", () -> python.ask("key " + token).equals("refused"));
      }
      assertThat(node.ask("key " + own)).isEqualTo("key none allowed");
      assertThat(python.ask("key " + own)).isEqualTo("key none allowed");
      assertThat(java.verify(own)).isPresent();
    }
  }
}
