package dev.restauth.session;

import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.role.AdministratorCalls.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.listener.QuietLogs;
import dev.restauth.role.AdministratorCalls;
import dev.restauth.role.RoleScene;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Sessions of other users, which administrators list and revoke. */
@ExtendWith(QuietLogs.class)
class AdministrativeSessionsTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final AdministratorCalls CALLS = new AdministratorCalls(server);
  private static String support = "";
  private static String reader = "";

  @BeforeAll
  static void makeAdministrators() {
    support = CALLS.administrator("support", "users:read users:write");
    reader = CALLS.administrator("reader", "users:read");
    CALLS.administrator("auditor", "events:read users:write");
  }

  private static String path(String username) {
    return "/api/admin/users/" + CALLS.id(username) + "/sessions";
  }

  private static String user(String username) {
    assertThat(server.calls().register(username, "python").status()).isEqualTo(201);
    return server.calls().token(username, "python");
  }

  private static int use(String token) {
    return server.calls().get("/api/me", RoleScene.bearer(token)).status();
  }

  private static String session(String token) {
    return RoleScene.claims(token).get("sid").asText();
  }

  @Test
  void listsTheSessionsAsTheirOwnerSeesThem() {
    String token = user("susan");
    JsonNode own = server.calls().get("/api/me/sessions", basic("susan", "python")).json();
    Reply listed = CALLS.get(path("susan"), reader);
    assertThat(listed.status()).isEqualTo(200);
    assertThat(listed.json()).isEqualTo(own);
    assertThat(listed.json().get("sessions").get(0).get("id").asText()).isEqualTo(session(token));
    assertThat(listed.body()).doesNotContain(token);
    for (String id : List.of("0", "999999", "99999999999999999999999")) {
      assertThat(outcome(CALLS.get("/api/admin/users/" + id + "/sessions", reader)))
          .isEqualTo("404 not-found");
    }
  }

  @Test
  void endsOneSessionBeforeTheAnswer() {
    String first = user("david");
    String second = server.calls().token("david", "python");
    String other = user("olga");
    String path = path("david") + "/" + session(first);
    assertThat(outcome(CALLS.call("DELETE", path, reader))).isEqualTo("403 insufficient-scope");
    assertThat(outcome(CALLS.call("DELETE", path("david") + "/" + session(other), support)))
        .isEqualTo("404 not-found");
    assertThat(use(other)).isEqualTo(200);

    assertThat(CALLS.call("DELETE", path, support).status()).isEqualTo(204);
    assertThat(use(first)).isEqualTo(401);
    assertThat(use(second)).isEqualTo(200);
    assertThat(CALLS.events("session.ended", "support")).isEqualTo(1);
    assertThat(outcome(CALLS.call("DELETE", path, support))).isEqualTo("404 not-found");
  }

  @Test
  void endsAllSessionsBeforeTheAnswer() {
    String first = user("anna");
    String second = server.calls().token("anna", "python");
    assertThat(CALLS.call("DELETE", path("anna"), support).status()).isEqualTo(204);
    assertThat(use(first)).isEqualTo(401);
    assertThat(use(second)).isEqualTo(401);
    assertThat(use(server.calls().token("anna", "python"))).isEqualTo(200);
    assertThat(CALLS.events("user.sessions_ended", "support")).isEqualTo(1);
    assertThat(outcome(CALLS.call("DELETE", "/api/admin/users/999999/sessions", support)))
        .isEqualTo("404 not-found");

    CALLS.operate("user.disable", Map.of("username", "anna"));
    assertThat(CALLS.call("DELETE", path("anna"), support).status()).isEqualTo(204);
    assertThat(CALLS.get(path("anna"), support).json().get("sessions")).isEmpty();
    assertThat(CALLS.events("user.sessions_ended", "support")).isEqualTo(1);
  }

  @Test
  void revokesNoSessionOfAnAccountWithMorePower() {
    String token = server.calls().token("auditor", "python");
    CALLS.assertEscalation("support", () -> CALLS.call("DELETE", path("auditor"), support));
    String path = path("auditor") + "/" + session(token);
    CALLS.assertEscalation("support", () -> CALLS.call("DELETE", path, support));
    assertThat(use(token)).isEqualTo(200);
  }
}
