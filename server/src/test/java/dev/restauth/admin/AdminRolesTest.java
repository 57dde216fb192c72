package dev.restauth.admin;

import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.role.AdministratorCalls.ROLES;
import static dev.restauth.role.AdministratorCalls.USERS;
import static dev.restauth.role.AdministratorCalls.ok;
import static dev.restauth.role.AdministratorCalls.path;
import static dev.restauth.role.RoleScene.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.TestServer;
import dev.restauth.http.AdministrativeScope;
import dev.restauth.listener.QuietLogs;
import dev.restauth.operator.Reply;
import dev.restauth.role.AdministratorCalls;
import dev.restauth.role.RoleScene;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Roles that administrators define and assign. */
@ExtendWith(QuietLogs.class)
class AdminRolesTest {
  private static final String ADMIN = basic("admin", "python");

  @RegisterExtension static final TestServer server = new TestServer();

  private static final AdministratorCalls SCENE = new AdministratorCalls(server);

  @BeforeAll
  static void makeAdministrator() {
    SCENE.administrator(
        "admin", "users:read", "users:write", "roles:write", "roles:assign", "events:read");
  }

  private static String define(String role, String body) {
    return problem(SCENE.json("PUT", ROLES + "/" + role, body, ADMIN));
  }

  private static String assign(long id, String roles) {
    return problem(SCENE.json("PUT", path(id) + "/roles", "{'roles':" + roles + "}", ADMIN));
  }

  @Test
  void definesListsAndDeletesRoles() {
    JsonNode made =
        ok(
            SCENE.json(
                "PUT",
                ROLES + "/desk:1",
                "{'scopes':['posts:read','events:read'],'description':'Reads'}",
                ADMIN),
            200);
    assertThat(made.get("name").asText()).isEqualTo("desk:1");
    assertThat(made.get("scopes").toString()).isEqualTo("[\"events:read\",\"posts:read\"]");
    JsonNode all = ok(SCENE.get(ROLES, ADMIN), 200);
    assertThat(all.get("roles").findValuesAsText("name")).contains("desk:1", "admin");
    assertThat(all.get("next").isNull()).isTrue();
    assertThat(define("desk:1", "{'scopes':['posts:read','events:read'],'description':'Reads'}"))
        .as("a second time")
        .isEqualTo("200");
    assertThat(define("desk:1", "{'scopes':[],'description':null}")).isEqualTo("200");

    assertThat(define("desk:1", "{}")).isEqualTo("400 invalid-member");
    assertThat(define("desk:1", "{'scopes':['api']}")).isEqualTo("400 invalid-member");
    assertThat(define("desk:1", "{'scopes':['A']}")).isEqualTo("400 invalid-member");
    assertThat(define("desk:1", "{'scopes':[],'holders':1}")).isEqualTo("400 invalid-member");
    for (String hidden :
        List.of("\\u0000", "\\u202e", "\\u200b", "\\u2066", "\\u2028", "\\ud800")) {
      assertThat(define("desk:1", "{'scopes':[],'description':'a" + hidden + "b'}"))
          .as(hidden)
          .isEqualTo("400 invalid-member");
    }
    assertThat(define("Desk", "{'scopes':[]}")).isEqualTo("404 not-found");
    String many =
        IntStream.range(0, 101).mapToObj(i -> "'s" + i + "'").collect(Collectors.joining(","));
    assertThat(define("desk:1", "{'scopes':[" + many + "]}")).isEqualTo("400 invalid-member");

    long id = SCENE.user("holder");
    assertThat(assign(id, "['desk:1']")).isEqualTo("200");
    assertThat(problem(SCENE.delete(ROLES + "/desk:1", ADMIN))).isEqualTo("409 role-in-use");
    assertThat(assign(id, "[]")).isEqualTo("200");
    assertThat(SCENE.delete(ROLES + "/desk:1", ADMIN).status()).isEqualTo(204);
    assertThat(problem(SCENE.delete(ROLES + "/desk:1", ADMIN))).isEqualTo("404 not-found");
  }

  @Test
  void assignsTheWholeSetAndOutdatesTokensImmediately() {
    SCENE.define("writer", "posts:write");
    SCENE.define("reader", "posts:read");
    long id = SCENE.user("miguel");
    assertThat(assign(id, "['writer','writer']")).isEqualTo("200");
    String token = server.calls().token("miguel", "python");
    assertThat(assign(id, "['writer']")).as("as before").isEqualTo("200");
    assertThat(SCENE.get("/api/resource", RoleScene.bearer(token)).status()).isEqualTo(200);
    JsonNode changed =
        ok(SCENE.json("PUT", path(id) + "/roles", "{'roles':['reader']}", ADMIN), 200);
    assertThat(changed.get("roles").toString()).isEqualTo("[\"reader\"]");
    assertThat(SCENE.get("/api/resource", RoleScene.bearer(token)).status()).isEqualTo(401);
    assertThat(SCENE.names("?role=reader", ADMIN)).containsExactly("miguel");

    assertThat(assign(id, "['unknown']")).isEqualTo("400 invalid-member");
    assertThat(assign(id, "'reader'")).isEqualTo("400 invalid-json");
    assertThat(assign(999_999, "[]")).isEqualTo("404 not-found");
    String stale = "If-Match: \"x\"";
    assertThat(problem(SCENE.json("PUT", path(id) + "/roles", "{'roles':[]}", ADMIN, stale)))
        .isEqualTo("412 precondition-failed");
    for (String letter : List.of("a", "b")) {
      SCENE.define(
          "long-" + letter,
          IntStream.range(0, 10)
              .mapToObj(i -> letter + i + "x".repeat(58))
              .collect(Collectors.joining(" ")));
    }
    assertThat(assign(id, "['long-a']")).isEqualTo("200");
    assertThat(assign(id, "['long-a','long-b']")).isEqualTo("409 limit-reached");
  }

  /**
   * Each action is recorded as an event of the administrator. The account's owner sees that an
   * administrator acted, but not which administrator.
   */
  @Test
  void actsAreEventsOfTheAdministrator() {
    long id = SCENE.user("susan");
    SCENE.define("clerk", "posts:list");
    assertThat(assign(id, "['clerk']")).isEqualTo("200");
    dev.restauth.Eventually.eventually(
        "the event is numbered",
        () ->
            SCENE
                .get("/api/me/events", basic("susan", "python"))
                .body()
                .contains("user.role_assigned"));
    JsonNode own = SCENE.get("/api/me/events", basic("susan", "python")).json().get("events");
    assertThat(own.get(0).get("actor").asText()).isEqualTo("administrator");
    assertThat(own.get(0).has("network")).isFalse();
    JsonNode all =
        SCENE
            .get("/api/admin/events?type=user.role_assigned&limit=200", ADMIN)
            .json()
            .get("events");
    JsonNode event = all.get(all.size() - 1);
    assertThat(event.get("actor").asText()).isEqualTo("account:" + SCENE.id("admin"));
    assertThat(event.get("role").asText()).isEqualTo("clerk");
    assertThat(event.get("personal").has("network")).isTrue();
  }

  @Test
  void withoutMailNoAddressIsTaken() {
    assertThat(
            problem(
                SCENE.json("POST", USERS, "{'username':'ben','email':'ben@example.com'}", ADMIN)))
        .isEqualTo("501 mail-not-configured");
    assertThat(SCENE.names("?username=ben", ADMIN)).isEmpty();
  }

  @Test
  void theCommandMakesTheFirstAdministrator() {
    Map<String, String> susan = Map.of("username", "root", "password", "python", "admin", "true");
    SCENE.define("administrator", "posts:write");
    assertThat(server.operate("user.create", susan).toString())
        .contains("administrator already, but it cannot assign roles");
    assertThat(SCENE.names("?username=root", ADMIN)).isEmpty();
    SCENE.operate("role.delete", Map.of("role", "administrator"));
    assertThat(((Reply.Done) server.operate("user.create", susan)).notes())
        .containsExactly("root is created, with the role administrator");
    JsonNode root = ok(SCENE.get(path(SCENE.id("root")), basic("root", "python")), 200);
    assertThat(root.get("scopes")).hasSize(AdministrativeScope.values().length);
    SCENE.operate(
        "user.create", Map.of("username", "root2", "password", "python", "admin", "true"));
    assertThat(SCENE.names("?role=administrator", basic("root2", "python")))
        .containsExactly("root", "root2");
    assertThat(
            server.operate(
                "user.create", Map.of("username", "root", "password", "python", "admin", "true")))
        .isInstanceOf(Reply.Failed.class);
  }
}
