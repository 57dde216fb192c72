package dev.restauth.token;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.account.Account;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.web.DeclaredRoutes;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Access with an adopted application's token, which is limited to routes that change no account.
 */
class AdoptedTokenRoutesTest {
  private static final Set<String> OPENED =
      Set.of(
          "GET /api/token",
          "HEAD /api/token",
          "DELETE /api/token",
          "GET /api/resource",
          "HEAD /api/resource");

  /** Routes for services, and for the tokens of clients. */
  private static final Set<String> FOR_OTHERS =
      Set.of("/oauth/introspect", "/api/revocations", "/oauth/userinfo");

  @TempDir Path folder;

  @Test
  void oldTokenIsAcceptedOnlyByTheOriginalRoutesAndLogOut() {
    try (AdoptedScene scene = AdoptedScene.ofMiguel(folder)) {
      int tokens = 0;
      Account before = scene.server().account(1);
      Set<String> opened = new TreeSet<>();
      Set<String> refused = new TreeSet<>();
      for (Map.Entry<String, Set<String>> path : DeclaredRoutes.methodsByPath().entrySet()) {
        for (String method : path.getValue()) {
          Optional<String> body = Optional.empty();
          String target =
              path.getKey()
                  .replace("{id}", "1")
                  .replaceAll("\\{(role|name)}", "any")
                  .replace("{organization_role}", "owner")
                  .replaceAll("\\{[a-z]+}", "s".repeat(22));
          if (scene.calls().call(method, target, body).status() == 401
              && !FOR_OTHERS.contains(path.getKey())) {
            tokens++; // a new token for each call, because one of the calls revokes it
            String token =
                scene.application.token("{\"id\":1,\"exp\":%d}".formatted(4102444800L + tokens));
            Reply reply = scene.calls().call(method, target, body, basic(token, "python"));
            (reply.status() < 300 ? opened : refused).add(method + " " + path.getKey());
            assertThat(reply.status()).as(method + " " + target).isIn(200, 204, 403);
          }
        }
      }
      assertThat(opened).isEqualTo(OPENED);
      assertThat(refused)
          .contains("POST /api/me/password", "DELETE /api/me", "GET /api/me/sessions");
      assertThat(scene.server().account(1)).isEqualTo(before);
    }
  }

  @Test
  void otherRoutesRequireThePassword() {
    try (AdoptedScene scene = AdoptedScene.ofMiguel(folder)) {
      String token = scene.application.token("{\"id\":1,\"exp\":4102444800.25}");
      String change = "{\"current_password\":\"python\",\"new_password\":\"monty\"}";
      for (String field : new String[] {basic(token, "x"), "Authorization: Bearer " + token}) {
        Reply reply = scene.calls().post("/api/me/password", change, field);
        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.json().get("type").asText())
            .isEqualTo("https://restauth.dev/errors/password-required");
        assertThat(reply.body()).doesNotContain(token);
      }
      assertThat(scene.status(token)).as("nothing was changed").isEqualTo(200);
      assertThat(scene.server().hasher().computed()).isZero();
    }
  }
}
