package dev.restauth.serviceaccount;

import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.role.AdministratorCalls.USERS;
import static dev.restauth.role.AdministratorCalls.path;
import static dev.restauth.role.RoleScene.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.email.MailCalls;
import dev.restauth.email.Rows;
import dev.restauth.email.SentMails;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.listener.QuietLogs;
import dev.restauth.operator.Facts;
import dev.restauth.operator.Reply.Done;
import dev.restauth.operator.Reply.Failed;
import dev.restauth.personalkey.MadeKey;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Service accounts: creation, owners, and access, which requires a key. */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
@ExtendWith(QuietLogs.class)
class ServiceAccountsTest {
  private static final String ADMIN = basic("admin", "python");

  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension private final SentMails mails = new SentMails();

  @RegisterExtension
  private final TestServer server = new TestServer(clock, MailCalls.SETTINGS).on(() -> database);

  private final ServiceScene scene = new ServiceScene(server);
  private final MailCalls mail = new MailCalls(server, clock, mails);

  @BeforeEach
  void makeAdministrator() {
    scene.administrator("admin", "users:read users:write users:impersonate roles:assign");
  }

  private Reply create(String body) {
    return scene.send("POST", USERS, body, ADMIN);
  }

  private String patch(long id, String body) {
    return problem(scene.send("PATCH", path(id), body, ADMIN));
  }

  private long rows() {
    return Rows.count(server, "SELECT count(*) AS n FROM service_account");
  }

  @Test
  void administratorsMakeThemWithAnOwnerOrWithout() {
    scene.person("susan");
    long susan = scene.id("susan");
    scene.calls().define("writer", "posts:write");
    Reply made =
        create(
            "{'username':'robot','kind':'service','owner':%d,'display_name':'R','roles':['writer']}"
                .formatted(susan));
    assertThat(made.status()).as(made.toString()).isEqualTo(201);
    JsonNode robot = made.json();
    assertThat(robot.get("kind").asText()).isEqualTo("service");
    assertThat(robot.get("owner").asLong()).isEqualTo(susan);
    assertThat(robot.get("has_password").asBoolean()).isFalse();
    assertThat(robot.get("email").isNull()).isTrue();
    assertThat(robot.get("roles").toString()).isEqualTo("[\"writer\"]");
    assertThat(scene.show(scene.id("robot"), ADMIN)).isEqualTo(robot);
    assertThat(scene.calls().events("user.created", "admin")).isEqualTo(1);

    JsonNode alone = create("{'username':'alone','kind':'service','owner':null}").json();
    assertThat(alone.get("kind").asText()).isEqualTo("service");
    assertThat(alone.get("owner").isNull()).isTrue();
    JsonNode person = create("{'username':'olga','kind':'person'}").json();
    assertThat(person.get("kind").asText()).isEqualTo("person");
    assertThat(person.get("owner").isNull()).isTrue();
    assertThat(scene.show(susan, ADMIN).get("kind").asText()).isEqualTo("person");
  }

  @Test
  void listsShowWhichAccountsAreServiceAccounts() {
    scene.person("susan");
    scene.service("robot");
    JsonNode users = scene.calls().get(USERS + "?prefix=", ADMIN).json().get("users");
    assertThat(users.findValuesAsText("username")).containsSubsequence("robot", "susan");
    for (JsonNode user : users) {
      assertThat(user.get("kind").asText())
          .isEqualTo(user.get("username").asText().equals("robot") ? "service" : "person");
    }
    Done listed = (Done) server.operate("user.list", Map.of("limit", "500"));
    for (Facts each : listed.facts().each().orElseThrow()) {
      assertThat(each.values())
          .containsEntry(
              "kind", "robot".equals(each.values().get("username")) ? "service" : "person");
    }
  }

  @Test
  void whatCannotBeMadeIsRefusedAndLeavesNothing() {
    long robot = scene.service("robot");
    scene.person("gone");
    long gone = scene.id("gone");
    assertThat(scene.calls().call("DELETE", path(gone), ADMIN).status()).isEqualTo(204);
    for (String body :
        List.of(
            "{'username':'x','kind':'service','email':'x@example.com'}",
            "{'username':'x','kind':'service','email':null}",
            "{'username':'x','kind':'robot'}",
            "{'username':'x','kind':'service','owner':999999}",
            "{'username':'x','kind':'service','owner':0}",
            "{'username':'x','kind':'service','owner':'susan'}",
            "{'username':'x','kind':'service','owner':" + gone + "}",
            "{'username':'x','kind':'service','owner':" + robot + "}",
            "{'username':'x','owner':" + scene.id("admin") + "}",
            "{'username':'x','kind':'person','owner':null}")) {
      assertThat(problem(create(body))).as(body).isEqualTo("400 invalid-member");
    }
    assertThat(problem(create("{'username':'x','kind':7}"))).isEqualTo("400 invalid-json");
    assertThat(problem(create("{'username':'robot','kind':'service'}")))
        .isEqualTo("400 username-taken");
    assertThat(rows()).isEqualTo(1);
    assertThat(problem(create("{'username':'x','kind':'service'}"))).isEqualTo("201");
  }

  @Test
  void theOwnerIsReplacedOrRemoved() {
    long robot = scene.service("robot");
    scene.person("susan");
    long susan = scene.id("susan");
    assertThat(scene.show(robot, ADMIN).get("owner").isNull()).isTrue();
    assertThat(patch(robot, "{'owner':" + susan + "}")).isEqualTo("200");
    assertThat(scene.show(robot, ADMIN).get("owner").asLong()).isEqualTo(susan);
    assertThat(patch(robot, "{'owner':" + susan + "}")).isEqualTo("200");
    assertThat(scene.calls().events("user.owner_changed", "admin")).isEqualTo(1);
    assertThat(patch(robot, "{'display_name':'R'}")).isEqualTo("200");
    assertThat(scene.show(robot, ADMIN).get("owner").asLong()).isEqualTo(susan);
    assertThat(patch(robot, "{'owner':null}")).isEqualTo("200");
    assertThat(scene.show(robot, ADMIN).get("owner").isNull()).isTrue();
    assertThat(scene.calls().events("user.owner_changed", "admin")).isEqualTo(2);

    for (String body :
        List.of("{'owner':999999}", "{'owner':true}", "{'owner':" + robot + "}", "{'kind':'x'}")) {
      assertThat(patch(robot, body)).as(body).isEqualTo("400 invalid-member");
    }
    assertThat(patch(robot, "{'username':'renamed','owner':999999}"))
        .isEqualTo("400 invalid-member");
    assertThat(scene.id("robot")).as("nothing of it was done").isEqualTo(robot);
    assertThat(patch(susan, "{'owner':" + scene.id("admin") + "}")).isEqualTo("400 invalid-member");
  }

  /**
   * If an owner is erased, the service account and its keys remain, without an owner. If the
   * service account is then erased too, none of its data remains.
   */
  @Test
  void anErasedOwnerLeavesTheServiceAccountWithoutOne() {
    String susan = scene.person("susan");
    long id = scene.id("susan");
    assertThat(create("{'username':'robot','kind':'service','owner':%d}".formatted(id)).status())
        .isEqualTo(201);
    long robot = scene.id("robot");
    MadeKey key = scene.make(robot, "api", ADMIN);
    JsonNode export = server.calls().get("/api/me/export", susan).json();
    assertThat(export.toString()).contains("\"owner_id\":" + id);

    assertThat(server.calls().call("DELETE", "/api/me", Optional.empty(), susan).status())
        .isEqualTo(204);

    assertThat(scene.show(robot, ADMIN).get("owner").isNull()).isTrue();
    assertThat(scene.show(robot, ADMIN).get("kind").asText()).isEqualTo("service");
    assertThat(scene.works(key.text())).isTrue();
    assertThat(scene.calls().call("DELETE", path(robot), ADMIN).status()).isEqualTo(204);
    assertThat(scene.works(key.text())).isFalse();
    assertThat(rows()).isZero();
    assertThat(Rows.count(server, "SELECT count(*) AS n FROM personal_key")).isZero();
  }

  /**
   * A service account cannot log in with a password or by mail. The server refuses the attempt as
   * if the password were wrong.
   */
  @Test
  void onlyAKeyGivesAccess() {
    long robot = scene.service("robot");
    scene.person("susan");
    MadeKey key = scene.make(robot, "api", ADMIN);
    Reply unknown = server.calls().get("/api/token", basic("susan", "wrong"));
    for (String password : List.of("", "python", "no hash", "null")) {
      Reply refused = server.calls().get("/api/token", basic("robot", password));
      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.body()).isEqualTo(unknown.body());
    }
    assertThat(
            server.operate(
                "user.set-password", Map.of("username", "robot", "password", "a long password")))
        .isInstanceOfSatisfying(
            Failed.class, failed -> assertThat(failed.toString()).contains("service account"));
    assertThat(problem(scene.calls().call("POST", path(robot) + "/password-reset", ADMIN)))
        .isEqualTo("409 no-address");
    Reply acting = scene.send("POST", path(robot) + "/impersonation", "{'reason':'a look'}", ADMIN);
    assertThat(problem(acting)).isEqualTo("409 cannot-impersonate");
    assertThat(mail.ask("username", "robot").status()).as("as for any name").isEqualTo(202);
    assertThat(Rows.count(server, "SELECT count(*) AS n FROM outbox WHERE account_id = ?", robot))
        .as("a decoy")
        .isZero();
    String bearer = "Authorization: Bearer " + key.text();
    for (String each : List.of(bearer, "Authorization: Bearer " + scene.trade(key))) {
      String change = "{'current_password':'','new_password':'a long password'}";
      assertThat(problem(scene.send("POST", "/api/me/password", change, each)))
          .isEqualTo("403 not-for-keys");
      assertThat(problem(scene.send("PUT", "/api/me/email", "{'email':'x@example.com'}", each)))
          .isEqualTo("403 not-for-keys");
      assertThat(problem(scene.send("POST", "/api/me/keys", "{'name':'more'}", each)))
          .isEqualTo("403 not-for-keys");
    }
    assertThat(server.account("robot").passwordHash()).isEmpty();
    assertThat(Rows.count(server, "SELECT count(*) AS n FROM session WHERE account_id = ?", robot))
        .isZero();
    assertThat(scene.works(key.text())).isTrue();
  }

  /**
   * A service account cannot log in, so it does not count as an administrator even if it holds the
   * scope to assign roles.
   */
  @Test
  void isNotTheLastAdministrator() {
    long robot = scene.service("robot");
    scene.calls().operate("role.assign", Map.of("role", "admin", "username", "robot"));
    String own = path(scene.id("admin"));
    assertThat(problem(scene.send("PUT", own + "/roles", "{'roles':[]}", ADMIN)))
        .isEqualTo("409 last-administrator");
    scene.administrator("other", "roles:assign");
    assertThat(problem(scene.send("PUT", own + "/roles", "{'roles':[]}", ADMIN))).isEqualTo("200");
    assertThat(robot).isPositive();
  }

  @Test
  void operatorsMakeAndSeeThem() {
    scene.person("susan");
    Done made =
        (Done)
            server.operate(
                "user.create", Map.of("username", "robot", "service", "true", "owner", "susan"));
    assertThat(made.notes())
        .containsExactly("robot is created as a service account: administrators make its keys");
    assertThat(shown("robot"))
        .containsEntry("kind", "service")
        .containsEntry("owner", "susan")
        .containsEntry("password", "none");
    scene.service("alone");
    assertThat(shown("alone")).containsEntry("kind", "service").doesNotContainKey("owner");
    assertThat(shown("susan")).doesNotContainKeys("kind", "owner");
    for (Map<String, String> wrong :
        List.of(
            Map.of("username", "robot", "service", "true"),
            Map.of("username", "a:b", "service", "true"),
            Map.of("username", "x", "service", "true", "owner", "nobody"),
            Map.of("username", "x", "service", "true", "owner", "robot"))) {
      assertThat(server.operate("user.create", wrong)).isInstanceOf(Failed.class);
    }
    scene.calls().operate("user.close", Map.of("username", "susan"));
    assertThat(
            server.operate(
                "user.create", Map.of("username", "x", "service", "true", "owner", "susan")))
        .isInstanceOf(Failed.class);
    assertThat(shown("robot")).doesNotContainKey("owner");
    assertThat(rows()).isEqualTo(2);
  }

  private Map<String, Object> shown(String username) {
    return ((Done) server.operate("user.show", Map.of("username", username))).facts().values();
  }
}
