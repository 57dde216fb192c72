package dev.restauth.serviceaccount;

import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.role.AdministratorCalls.path;
import static dev.restauth.role.RoleScene.bearer;
import static dev.restauth.role.RoleScene.claims;
import static dev.restauth.role.RoleScene.problem;
import static dev.restauth.serviceaccount.ServiceScene.keys;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.email.MailCalls;
import dev.restauth.email.SentMails;
import dev.restauth.email.SentMails.Mail;
import dev.restauth.event.EventCalls;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.listener.QuietLogs;
import dev.restauth.personalkey.MadeKey;
import dev.restauth.role.AdministratorCalls;
import dev.restauth.role.RoleScene;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * Keys of service accounts, which administrators create, and keys of any account, which
 * administrators see and revoke.
 */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
@ExtendWith(QuietLogs.class)
class ServiceKeysTest {
  private static final String ADMIN = basic("admin", "python");
  private static final String ADMINISTRATIVE = "users:read users:write";

  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension private final SentMails mails = new SentMails();

  @RegisterExtension
  private final TestServer server = new TestServer(clock, MailCalls.SETTINGS).on(() -> database);

  private final ServiceScene scene = new ServiceScene(server);
  private final MailCalls mail = new MailCalls(server, clock, mails);
  private long robot;

  @BeforeEach
  void makeAccounts() {
    scene.administrator("admin", ADMINISTRATIVE + " posts:read posts:write");
    robot = scene.service("robot");
    scene.calls().give("robot", "robot", "posts:read docs:read");
  }

  private void own(long owner) {
    Reply reply = scene.send("PATCH", path(robot), "{'owner':%d}".formatted(owner), ADMIN);
    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
  }

  private String creating(String body) {
    return problem(scene.create(robot, body, ADMIN));
  }

  @Test
  void aKeyIsShownOnceAndGivesTheAccessOfItsScopes() {
    Reply reply =
        scene.create(
            robot, "{'name':'nightly','scopes':['posts:read','api'],'expires_in':30}", ADMIN);
    assertThat(reply.status()).as(reply.toString()).isEqualTo(201);
    assertThat(reply.header("cache-control")).hasValue("no-store");
    JsonNode made = reply.json();
    String key = made.get("key").asText();
    assertThat(reply.header("location").orElseThrow())
        .endsWith(keys(robot) + "/" + made.get("id").asText());
    assertThat(key).matches("restauth_pat_[0-9A-Za-z]{49}");

    assertThat(scene.works(key)).isTrue();
    assertThat(server.calls().get("/api/resource", basic("robot", key)).json().get("data").asText())
        .isEqualTo("Hello, robot!");
    String token = scene.trade(new MadeKey(made.get("id").asText(), key));
    assertThat(RoleScene.scopes(token)).containsExactly("api", "posts:read");
    assertThat(claims(token).get("sub").asText()).isEqualTo(Long.toString(robot));

    Reply list = scene.calls().get(keys(robot), ADMIN);
    assertThat(list.body()).doesNotContain(key).doesNotContain("digest").doesNotContain("\"key\"");
    JsonNode listed = list.json().get("keys").get(0);
    assertThat(listed.get("name").asText()).isEqualTo("nightly");
    assertThat(key).startsWith(listed.get("start").asText());
    assertThat(listed.get("scopes").toString()).isEqualTo("[\"api\",\"posts:read\"]");
  }

  @Test
  void bothTheAccountAndTheAdministratorMustHaveTheScopes() {
    assertThat(creating("{'name':'k','scopes':['posts:read','api','profile:read']}"))
        .isEqualTo("201");
    Reply ofTarget = scene.create(robot, "{'name':'k','scopes':['posts:write']}", ADMIN);
    assertThat(problem(ofTarget)).isEqualTo("403 insufficient-scope");
    assertThat(ofTarget.body()).contains("The service account does not hold");
    Reply ofActor = scene.create(robot, "{'name':'k','scopes':['docs:read']}", ADMIN);
    assertThat(problem(ofActor)).isEqualTo("403 insufficient-scope");
    assertThat(ofActor.body()).contains("Your own account does not hold");
    scene.calls().give("reader", "admin", "docs:read");
    assertThat(creating("{'name':'k','scopes':['docs:read']}")).isEqualTo("201");
  }

  /**
   * No key gets an administrative scope, even if both the service account and the administrator
   * hold it.
   */
  @Test
  void noKeyGetsAnAdministrativeScope() {
    scene.calls().give("reading", "robot", "users:read");
    for (String scope : List.of("users:read", "users:write", "tokens:introspect")) {
      assertThat(creating("{'name':'k','scopes':['" + scope + "']}"))
          .as(scope)
          .isEqualTo("403 insufficient-scope");
    }
    MadeKey key = scene.make(robot, "api", ADMIN);
    assertThat(scene.outcome(keys(robot), bearer(key.text()))).isEqualTo("403 not-for-keys");
    assertThat(scene.listed(robot, ADMIN)).containsExactly(key.id());
  }

  /**
   * In an organization, both the service account and the administrator have the scopes of their
   * role in that organization.
   */
  @Test
  void aKeyActsInAnOrganizationOfTheServiceAccount() {
    scene.person("boss");
    scene.calls().operate("org.create", Map.of("slug", "acme", "name", "A", "username", "boss"));
    scene.calls().operate("org.define", Map.of("role", "member", "scopes", "files:read"));
    String id =
        server
            .calls()
            .get("/api/organizations", basic("boss", "python"))
            .json()
            .at("/organizations/0/id")
            .asText();
    String body = "{'name':'k','scopes':['files:read'],'organization':'" + id + "'}";
    assertThat(creating(body)).isEqualTo("404 not-found");
    join("robot");
    assertThat(creating(body)).as("not the administrator's").isEqualTo("404 not-found");
    join("admin");
    Reply made = scene.create(robot, body, ADMIN);
    assertThat(made.status()).as(made.toString()).isEqualTo(201);
    String token = scene.trade(new MadeKey("", made.json().get("key").asText()));
    assertThat(claims(token).get("org").asText()).isEqualTo(id);
    assertThat(RoleScene.scopes(token)).containsExactly("files:read");
    assertThat(creating("{'name':'k','scopes':['files:read']}"))
        .isEqualTo("403 insufficient-scope");
    join(
        "robot",
        // Services may check the role in a token, so a key must not have a role above that of the
        // administrator who creates it.
        "owner");
    String everyday = "{'name':'k','organization':'" + id + "'}";
    assertThat(creating(everyday)).isEqualTo("404 not-found");
    join("admin", "owner");
    assertThat(creating(everyday)).isEqualTo("201");
    join("admin", "member");
    scene.calls().give("organizer", "admin", "orgs:write");
    assertThat(creating(everyday)).isEqualTo("201");
  }

  private void join(String username) {
    join(username, "member");
  }

  private void join(String username, String role) {
    scene.calls().operate("org.add", Map.of("slug", "acme", "username", username, "role", role));
  }

  /**
   * Otherwise an administrator with less power could use up the limit of new keys, so that others
   * cannot create any.
   */
  @Test
  void refusedRequestsDoNotCountAsKeys() {
    for (int i = 0; i < 110; i++) {
      assertThat(creating("{'name':'k','scopes':['docs:read']}"))
          .isEqualTo("403 insufficient-scope");
    }
    assertThat(creating("{'name':'k'}")).isEqualTo("201");
  }

  @Test
  void makingOneNeedsTheAdministratorsOwnPassword() {
    String session = bearer(new RoleScene(server).logIn("admin", "?scope=users:write"));
    String everyday = bearer(server.calls().token("admin", "python"));
    String wrong = "{'name':'k','current_password':'wrong password'}";
    String right = "{'name':'k','current_password':'python'}";
    assertThat(problem(scene.create(robot, "{'name':'k'}", session)))
        .isEqualTo("403 password-required");
    assertThat(problem(scene.create(robot, wrong, session))).isEqualTo("403 wrong-password");
    assertThat(problem(scene.create(robot, right, everyday))).isEqualTo("403 insufficient-scope");
    assertThat(problem(scene.create(robot, right, basic("admin", "wrong"))))
        .isEqualTo("401 unauthorized");
    assertThat(problem(scene.create(robot, right, basic("robot", "python"))))
        .isEqualTo("401 unauthorized");
    assertThat(scene.listed(robot, ADMIN)).isEmpty();
    assertThat(problem(scene.create(robot, right, session))).isEqualTo("201");
  }

  @Test
  void whatCannotBeUsedIsRefused() {
    for (String body :
        List.of(
            "{'name':''}",
            "{'name':'k','scope':'api'}",
            "{'name':'k','owner':1}",
            "{'name':'k','scopes':[]}",
            "{'name':'k','scopes':['Api']}",
            "{'name':'k','expires_in':0}",
            "{'name':'k','expires_in':367}")) {
      assertThat(creating(body)).as(body).isEqualTo("400 invalid-member");
    }
    assertThat(creating("{}")).isEqualTo("400 invalid-json");
    for (String text : List.of("acme", "\\u0000", "A".repeat(22))) {
      assertThat(creating("{'name':'k','organization':'" + text + "'}")).isEqualTo("404 not-found");
    }
    for (String id : List.of("0", "999999", "99999999999999999999")) {
      String path = AdministratorCalls.USERS + "/" + id + "/keys";
      assertThat(problem(scene.send("POST", path, "{'name':'k'}", ADMIN)))
          .isEqualTo("404 not-found");
      assertThat(scene.outcome(path, ADMIN)).isEqualTo("404 not-found");
      assertThat(problem(scene.calls().call("DELETE", path + "/" + "k".repeat(22), ADMIN)))
          .isEqualTo("404 not-found");
    }
    scene.calls().operate("user.close", Map.of("username", "robot"));
    assertThat(creating("{'name':'k'}")).isEqualTo("404 not-found");
    assertThat(scene.listed(robot, ADMIN)).isEmpty();
  }

  /** Users create their keys themselves. Administrators see and revoke them. */
  @Test
  void aUsersKeysAreListedAndRevokedButNotCreated() {
    String susan = scene.person("susan");
    long id = scene.id("susan");
    assertThat(problem(scene.create(id, "{'name':'k'}", ADMIN)))
        .isEqualTo("409 not-a-service-account");
    JsonNode own = server.calls().post("/api/me/keys", "{\"name\":\"k\"}", susan).json();
    MadeKey key = new MadeKey(own.get("id").asText(), own.get("key").asText());
    String token = scene.trade(key);
    Reply list = scene.calls().get(keys(id), ADMIN);
    assertThat(list.json()).isEqualTo(server.calls().get("/api/me/keys", susan).json());
    assertThat(list.body()).doesNotContain(key.text());
    assertThat(problem(scene.end(robot, key.id(), ADMIN))).isEqualTo("404 not-found");
    assertThat(scene.works(key.text())).isTrue();

    assertThat(scene.end(id, key.id(), ADMIN).status()).isEqualTo(204);

    assertThat(scene.works(key.text())).isFalse();
    assertThat(scene.works(token)).isFalse();
    assertThat(scene.listed(id, ADMIN)).isEmpty();
    assertThat(problem(scene.end(id, key.id(), ADMIN))).isEqualTo("404 not-found");
    assertThat(scene.calls().events("personal_key.deleted", "admin")).isEqualTo(1);
  }

  @Test
  void readersOnlyRead() {
    String reader = scene.administrator("reader", "users:read");
    String writer = scene.administrator("writer", "users:write");
    MadeKey key = scene.make(robot, "api", ADMIN);
    assertThat(scene.listed(robot, reader)).containsExactly(key.id());
    assertThat(scene.outcome(keys(robot), writer)).isEqualTo("403 insufficient-scope");
    assertThat(problem(scene.end(robot, key.id(), reader))).isEqualTo("403 insufficient-scope");
    assertThat(problem(scene.create(robot, "{'name':'k'}", reader)))
        .isEqualTo("403 insufficient-scope");
    assertThat(scene.end(robot, key.id(), writer).status()).isEqualTo(204);
  }

  @Test
  void nobodyTouchesTheKeysOfAnAccountWithMorePower() {
    MadeKey key = scene.make(robot, "api", ADMIN);
    scene.calls().give("auditing", "robot", "events:read");
    scene.calls().assertEscalation("admin", () -> scene.create(robot, "{'name':'k'}", ADMIN));
    scene.calls().assertEscalation("admin", () -> scene.end(robot, key.id(), ADMIN));
    assertThat(scene.works(key.text())).isTrue();
    assertThat(scene.listed(robot, ADMIN)).containsExactly(key.id());
  }

  @Test
  void anAccountHasFiftyKeysAtMost() {
    MadeKey first = scene.make(robot, "api", ADMIN);
    IntStream.range(1, 50).forEach(_ -> scene.make(robot, "api", ADMIN));
    assertThat(creating("{'name':'k'}")).isEqualTo("409 limit-reached");
    assertThat(scene.end(robot, first.id(), ADMIN).status()).isEqualTo(204);
    scene.make(robot, "api", ADMIN);
    List<String> listed = scene.listed(robot, ADMIN);
    assertThat(listed).hasSize(50);
    for (String id : listed.subList(0, 49)) {
      assertThat(scene.end(robot, id, ADMIN).status()).isEqualTo(204);
      scene.make(robot, "api", ADMIN);
    }
    assertThat(creating("{'name':'k'}")).isEqualTo("429 too-many-requests");
    assertThat(scene.listed(robot, ADMIN)).hasSize(50);
  }

  /** At each use, a key has at most the account's current rights, whoever created the key. */
  @Test
  void aWithdrawnScopeIsWithdrawnFromTheKeyToo() {
    MadeKey key = scene.make(robot, "api posts:read", ADMIN);
    scene.calls().operate("role.take", Map.of("role", "robot", "username", "robot"));
    assertThat(RoleScene.scopes(scene.trade(key))).containsExactly("api");
  }

  @Test
  void aDisabledAccountHasNoKeysUntilItIsEnabled() {
    MadeKey key = scene.make(robot, "api", ADMIN);
    String token = scene.trade(key);
    disable("disabled");
    assertThat(scene.works(key.text())).isFalse();
    assertThat(scene.works(token)).isFalse();
    assertThat(scene.listed(robot, ADMIN)).containsExactly(key.id());
    MadeKey later = scene.make(robot, "api", ADMIN);
    assertThat(scene.works(later.text())).isFalse();
    disable("active");
    assertThat(scene.works(key.text())).isTrue();
    assertThat(scene.works(later.text())).isTrue();
    assertThat(scene.works(token)).isFalse();
    assertThat(scene.works(scene.trade(key))).isTrue();
  }

  private void disable(String state) {
    assertThat(scene.send("PATCH", path(robot), "{'state':'" + state + "'}", ADMIN).status())
        .isEqualTo(200);
  }

  @Test
  void eventsNameTheAdministratorAndTheKeyAndNoSecret() {
    MadeKey key = scene.make(robot, "api", ADMIN);
    assertThat(scene.end(robot, key.id(), ADMIN).status()).isEqualTo(204);
    List<JsonNode> events =
        EventCalls.to(server).all().stream()
            .filter(event -> event.get("type").asText().startsWith("personal_key."))
            .toList();
    assertThat(events)
        .extracting(event -> event.get("type").asText())
        .containsExactly("personal_key.created", "personal_key.deleted");
    for (JsonNode event : events) {
      assertThat(event.get("account").asLong()).isEqualTo(robot);
      assertThat(event.get("actor").asText()).isEqualTo("account:" + scene.id("admin"));
      assertThat(event.get("key").asText()).isEqualTo(key.id());
      assertThat(event.toString()).doesNotContain(key.text());
    }
  }

  /**
   * Each service account has a separate limit of notices, so that one account does not use up the
   * limit of another.
   */
  @Test
  void theOwnerIsNotifiedOfEachKeyAndOfItsRevocation() {
    String address = mail.withAddress("susan", "python");
    mails.all(server, address);
    own(scene.id("susan"));
    scene.create(robot, "{'name':'nightly','expires_in':30}", ADMIN);
    Mail made = mails.next(address);
    assertThat(made.text())
        .contains("nightly")
        .contains("robot")
        .contains("username=susan")
        .doesNotContain("restauth_pat_");
    IntStream.range(0, 6).forEach(i -> scene.create(robot, "{'name':'more'}", ADMIN));
    assertThat(mails.all(server, address)).as("five a day").hasSize(4);
    long other = scene.service("other");
    assertThat(
            scene
                .send("PATCH", path(other), "{'owner':%d}".formatted(scene.id("susan")), ADMIN)
                .status())
        .isEqualTo(200);
    scene.create(other, "{'name':'third'}", ADMIN);
    assertThat(mails.next(address).text()).contains("third");
    server.calls().post("/api/me/keys", "{\"name\":\"mine\"}", basic("susan", "python"));
    assertThat(mails.next(address).text()).contains("mine");

    clock.move(Duration.ofDays(24));
    server.runMaintenance();
    assertThat(mails.next(address).text()).contains("nightly").contains("robot");
    assertThat(mails.all(server, address)).isEmpty();
  }

  /** The owner of a disabled account may have left the company. */
  @Test
  void aDisabledOwnerIsNotNotified() {
    String address = mail.withAddress("susan", "python");
    own(scene.id("susan"));
    scene.calls().operate("user.disable", Map.of("username", "susan"));
    scene.make(robot, "api", ADMIN);
    assertThat(mails.all(server, address)).isEmpty();
  }

  @Test
  void withoutAnOwnerNobodyIsNotified() {
    String address = mail.withAddress("susan", "python");
    mails.all(server, address);
    scene.make(robot, "api", ADMIN);
    clock.move(Duration.ofDays(85));
    server.runMaintenance();
    SentMails.awaitDelivered(server);
    assertThat(mails.all(server, address)).isEmpty();
    own(scene.id("susan"));
    scene.create(robot, "{'name':'later'}", ADMIN);
    assertThat(mails.next(address).text()).contains("later");
  }
}
