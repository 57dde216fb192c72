package dev.restauth.admin;

import static dev.restauth.Eventually.eventually;
import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.role.AdministratorCalls.ROLES;
import static dev.restauth.role.AdministratorCalls.USERS;
import static dev.restauth.role.AdministratorCalls.path;
import static dev.restauth.role.RoleScene.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.TestServer;
import dev.restauth.email.Rows;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.listener.QuietLogs;
import dev.restauth.role.AdministratorCalls;
import dev.restauth.role.RoleScene;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Attempts of an administrator to act on an account with more power, or to give more power than
 * their own. The administrator named helper may do everything with accounts and roles, but has
 * neither {@code events:read} nor {@code mail:read}.
 */
@ExtendWith(QuietLogs.class)
class EscalationTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final AdministratorCalls SCENE = new AdministratorCalls(server);
  private static final String HELPER = basic("helper", "python");
  private static final String CLERK = basic("clerk", "python");

  /**
   * An administrator with a scope that the helper lacks. The administrator {@code onLeave} has one
   * too, but is disabled.
   */
  private static long chief;

  private static long onLeave;
  private static long plain;

  /** A service account with a scope that the helper lacks. */
  private static long robot;

  /** A call that the server must refuse. */
  private record Attempt(
      String method, String path, String body, String missing, Optional<Long> target) {}

  @BeforeAll
  static void makeUsers() {
    SCENE.administrator("helper", "users:read", "users:write", "roles:write", "roles:assign");
    SCENE.administrator("clerk", "users:write");
    SCENE.administrator("auditor", "events:read");
    SCENE.administrator("away", "mail:read");
    chief = SCENE.id("auditor");
    onLeave = SCENE.id("away");
    plain = SCENE.user("plain");
    SCENE.operate("user.disable", Map.of("username", "away"));
    SCENE.operate("user.create", Map.of("username", "robot", "service", "true"));
    SCENE.assign("auditor", "robot");
    robot = SCENE.id("robot");
    SCENE.define("unused", "mail:read");
    SCENE.define("editor", "posts:write");
    SCENE.assign("editor", "plain");
  }

  private static List<Attempt> attempts() {
    String events = "events:read";
    Optional<Long> nobody = Optional.empty();
    Optional<Long> self = Optional.of(SCENE.id("helper"));
    Optional<Long> to = Optional.of(chief);
    String change = path(chief);
    List<Attempt> all = new ArrayList<>();
    for (String patch :
        List.of(
            "{'state':'disabled'}",
            "{'state':'active'}",
            "{'username':'renamed'}",
            "{'display_name':'x'}",
            "{'admin_attributes':{'a':1}}",
            "{}")) {
      all.add(new Attempt("PATCH", change, patch, events, to));
    }
    Optional<Long> program = Optional.of(robot);
    String key = "/keys/" + "k".repeat(22);
    all.addAll(
        List.of(
            new Attempt("PATCH", path(robot), "{'owner':null}", events, program),
            new Attempt(
                "POST",
                path(robot) + "/keys",
                "{'name':'k','current_password':'python'}",
                events,
                program),
            new Attempt("DELETE", path(robot) + key, "{}", events, program),
            new Attempt("DELETE", change + key, "{}", events, to),
            new Attempt(
                "POST", change + "/keys", "{'name':'k','current_password':'python'}", events, to),
            new Attempt("DELETE", change, "{}", events, to),
            new Attempt("PUT", change + "/roles", "{'roles':[]}", events, to),
            new Attempt("PUT", change + "/roles", "{'roles':['auditor']}", events, to),
            new Attempt("PUT", change + "/roles", "{'roles':['editor']}", events, to),
            new Attempt(
                "PATCH", path(onLeave), "{'state':'active'}", "mail:read", Optional.of(onLeave)),
            new Attempt("DELETE", path(onLeave), "{}", "mail:read", Optional.of(onLeave)),
            new Attempt(
                "PUT",
                path(plain) + "/roles",
                "{'roles':['editor','auditor']}",
                events,
                Optional.of(plain)),
            new Attempt(
                "PUT",
                path(plain) + "/roles",
                "{'roles':['unused']}",
                "mail:read",
                Optional.of(plain)),
            new Attempt(
                "PUT",
                path(self.orElseThrow()) + "/roles",
                "{'roles':['helper','auditor']}",
                events,
                self),
            new Attempt(
                "PUT", ROLES + "/auditor", "{'scopes':['events:read','x']}", events, nobody),
            new Attempt("PUT", ROLES + "/auditor", "{'scopes':[]}", events, nobody),
            new Attempt("DELETE", ROLES + "/auditor", "{}", events, nobody),
            new Attempt("DELETE", ROLES + "/unused", "{}", "mail:read", nobody),
            new Attempt("PUT", ROLES + "/made-up", "{'scopes':['events:read']}", events, nobody),
            new Attempt(
                "PUT",
                ROLES + "/helper",
                "{'scopes':['users:read','users:write','roles:write','roles:assign','events:read']}",
                events,
                nobody),
            new Attempt(
                "PUT",
                ROLES + "/editor",
                "{'scopes':['posts:write','mail:read']}",
                "mail:read",
                nobody)));
    return all;
  }

  /** Returns the stored state of the accounts and roles. */
  private static String state() {
    StringBuilder state = new StringBuilder();
    for (long id : new long[] {chief, onLeave, plain, robot, SCENE.id("helper")}) {
      state.append(SCENE.get(path(id), HELPER).body());
    }
    return state
        .append(SCENE.get(ROLES, HELPER).body())
        .append(Rows.count(server, "SELECT count(*) AS n FROM account"))
        .toString();
  }

  @Test
  void nobodyActsOnOrGivesMorePowerThanTheirOwn() {
    String before = state();
    String token =
        RoleScene.bearer(
            new RoleScene(server)
                .logIn("helper", "?scope=users:write%20roles:write%20roles:assign"));
    List<Attempt> attempts = attempts();
    assertThat(attempts).hasSizeGreaterThanOrEqualTo(20);
    for (Attempt each : attempts) {
      for (String credentials : List.of(HELPER, token)) {
        Reply reply = SCENE.json(each.method, each.path, each.body, credentials);
        assertThat(problem(reply)).as(each + " " + reply).isEqualTo("403 escalation");
        assertThat(reply.json().get("detail").asText()).contains(each.missing);
      }
    }
    String ofTwo = "{'username':'new','roles':['editor','auditor']}";
    assertThat(problem(SCENE.json("POST", USERS, ofTwo, HELPER))).isEqualTo("403 escalation");
    assertThat(problem(SCENE.json("POST", USERS, "{'username':'new','roles':['editor']}", CLERK)))
        .as("by one who cannot assign roles")
        .isEqualTo("403 escalation");
    assertThat(state()).isEqualTo(before);
    assertThatEachIsAnEvent(attempts);
  }

  private static void assertThatEachIsAnEvent(List<Attempt> attempts) {
    int expected = 2 * attempts.size() + 2;
    String key = server.serviceKey("reader", "events:read");
    String path = "/api/admin/events?type=escalation.refused&limit=200";
    eventually(
        "all are stored and numbered",
        () ->
            SCENE.get(path, "Authorization: Bearer " + key).json().get("events").size()
                >= expected);
    JsonNode events = SCENE.get(path, "Authorization: Bearer " + key).json().get("events");
    assertThat(events).hasSize(expected);
    for (int i = 0; i < attempts.size(); i++) {
      JsonNode event = events.get(2 * i);
      assertThat(event.get("actor").asText()).isEqualTo("account:" + SCENE.id("helper"));
      assertThat(event.get("outcome").asText()).isEqualTo("refused");
      assertThat(event.get("reason").asText()).isEqualTo(attempts.get(i).missing);
      assertThat(Optional.ofNullable(event.get("account")).map(JsonNode::asLong))
          .isEqualTo(attempts.get(i).target);
    }
  }
}
