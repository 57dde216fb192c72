package dev.restauth.interop;

import static dev.restauth.Eventually.eventually;
import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
 * Tokens of an administrator who impersonates a user. All verifiers accept these tokens until the
 * impersonation is revoked, and learn of the revocation from the real server.
 */
class ImpersonationInteropTest {
  @RegisterExtension
  private final TestServer server =
      new TestServer().withAccount("helen", "python").withAccount("susan", "python");

  private final RoleScene scene = new RoleScene(server);

  @Test
  void theTokenNamesItsActorAndEndsWithTheSessionOfTheActor() {
    scene.define("support", "users:impersonate");
    scene.assign("support", "helen");
    String url = Interop.url(server.calls());
    try (TokenVerifier java =
            TokenVerifier.connect(url, server.serviceKey("java", "revocations:read"));
        Interop node =
            Interop.start("verifier.mjs", url, server.serviceKey("node", "revocations:read"));
        Interop python =
            Interop.start("verifier.py", url, server.serviceKey("python", "revocations:read"))) {
      assertThat(node.ask("connect")).isEqualTo("connected");
      assertThat(python.ask("connect")).isEqualTo("connected");
      String admin = scene.logIn("helen", "?scope=users:impersonate");
      long susan = server.account("susan").id();
      Reply reply =
          server
              .calls()
              .post(
                  "/api/admin/users/" + susan + "/impersonation",
                  "{\"reason\":\"a call\",\"current_password\":\"python\"}",
                  RoleScene.bearer(admin));
      String token = reply.json().get("token").asText();

      VerifiedToken verified = java.verify(token).orElseThrow();
      assertThat(verified.subject()).isEqualTo(Long.toString(susan));
      assertThat(verified.actor()).hasValue(Long.toString(server.account("helen").id()));
      assertThatThrownBy(verified::requireNoActor).isInstanceOf(InsufficientScopeException.class);
      assertThat(node.ask("verify " + token)).startsWith("verified " + susan + " ");
      assertThat(python.ask("verify " + token)).startsWith("verified " + susan + " ");

      server.calls().call("DELETE", "/api/token", Optional.empty(), RoleScene.bearer(admin));
      eventually("refused by Java", () -> java.verify(token).isEmpty());
      eventually("refused by Node.js", () -> node.ask("verify " + token).equals("refused"));
      eventually("refused by Python", () -> python.ask("verify " + token).equals("refused"));
      String own = scene.logIn("susan", "");
      assertThat(java.verify(own).orElseThrow().actor()).isEmpty();
      assertThat(server.calls().get("/api/me", basic("susan", "python")).status()).isEqualTo(200);
    }
  }
}
