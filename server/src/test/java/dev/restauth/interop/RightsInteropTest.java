package dev.restauth.interop;

import static dev.restauth.Eventually.eventually;
import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.role.RoleScene.tokenOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.TestServer;
import dev.restauth.client.InsufficientScopeException;
import dev.restauth.client.TokenVerifier;
import dev.restauth.client.VerifiedToken;
import dev.restauth.role.RoleScene;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rights that are withdrawn. The real server notifies all verifiers. */
class RightsInteropTest {
  @RegisterExtension
  private final TestServer server =
      new TestServer(Map.of("role-claim", "true"))
          .withAccount("susan", "python")
          .withAccount("david", "python");

  private final RoleScene scene = new RoleScene(server);

  @Test
  void aRightThatIsTakenCountsInAllVerifiers() {
    scene.define("editor", "posts:write posts:read");
    scene.assign("editor", "susan");
    scene.assign("editor", "david");
    String url = Interop.url(server.calls());
    try (TokenVerifier java =
            TokenVerifier.connect(url, server.serviceKey("java", "revocations:read"));
        Interop node =
            Interop.start("verifier.mjs", url, server.serviceKey("node", "revocations:read"));
        Interop python =
            Interop.start("verifier.py", url, server.serviceKey("python", "revocations:read"))) {
      assertThat(node.ask("connect")).isEqualTo("connected");
      assertThat(python.ask("connect")).isEqualTo("connected");
      List<String> susans = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        susans.add(scene.logIn("susan", ""));
      }
      String narrow = scene.logIn("david", "?scope=posts:write");
      String api = tokenOf(scene.ask("?scope=api", basic("david", "python")));
      for (String token : susans) {
        VerifiedToken verified = java.verify(token).orElseThrow();
        verified.requireScope("posts:write");
        verified.requireRole("editor");
        assertThat(node.ask("verify " + token)).startsWith("verified 1 ");
        assertThat(python.ask("verify " + token)).startsWith("verified 1 ");
      }

      scene.take("editor", "susan");
      for (String token : susans) {
        assertRefused(java, node, python, token);
        String renewed = scene.renew(token);
        VerifiedToken verified = java.verify(renewed).orElseThrow();
        assertThatThrownBy(() -> verified.requireScope("posts:write"))
            .isInstanceOf(InsufficientScopeException.class);
        assertThat(node.ask("verify " + renewed)).startsWith("verified 1 ");
        assertThat(python.ask("verify " + renewed)).startsWith("verified 1 ");
      }
      assertThat(java.verify(narrow)).isPresent();

      scene.define("editor", "posts:read");
      assertRefused(java, node, python, narrow);
      assertThat(java.verify(api)).isPresent();
      assertThat(java.verify(api).orElseThrow().hasRole("editor")).isFalse();
    }
    // A verifier that connects later reads the withdrawn rights from the snapshot.
    String late = scene.logIn("susan", "");
    String before = scene.logIn("david", "");
    scene.take("editor", "david");
    try (TokenVerifier java =
        TokenVerifier.connect(url, server.serviceKey("later", "revocations:read"))) {
      assertThat(java.verify(before)).isEmpty();
      assertThat(java.verify(late)).isPresent();
      assertThat(java.verify(scene.renew(before))).isPresent();
    }
  }

  private static void assertRefused(
      TokenVerifier java, Interop node, Interop python, String token) {
    eventually("refused by Java", () -> java.verify(token).isEmpty());
    eventually("refused by Node.js", () -> node.ask("verify " + token).equals("refused"));
    eventually("refused by Python", () -> python.ask("verify " + token).equals("refused"));
  }
}
