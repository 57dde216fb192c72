package dev.restauth.impersonation;

import static dev.restauth.Eventually.eventually;
import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.email.MailCalls;
import dev.restauth.email.SentMails;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.listener.QuietLogs;
import dev.restauth.role.RoleScene;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Impersonation: the token that an administrator gets, the calls that it allows, and the events
 * that the owner of the account sees.
 */
@ExtendWith(QuietLogs.class)
class ImpersonationTest {
  private static final SetClock CLOCK = new SetClock();

  @RegisterExtension private final SentMails mails = new SentMails();

  @RegisterExtension static final TestServer server = new TestServer(CLOCK, MailCalls.SETTINGS);

  private final ImpersonationScene scene = new ImpersonationScene(server);
  private static int count;
  private String admin;
  private long adminId;
  private String owner;

  @BeforeEach
  void makeAccounts() {
    count++;
    admin = "admin-" + count;
    owner = "owner-" + count;
    scene.account(admin, "users:impersonate users:read");
    scene.account(owner, "posts:read");
    adminId = scene.id(admin);
  }

  private static String problem(Reply reply) {
    return RoleScene.problem(reply);
  }

  @Test
  void theTokenIsTheOwnersButNamesTheAdministrator() {
    Reply reply = scene.ask(admin, owner);

    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.json().get("scope").asText()).isEqualTo("api posts:read");
    JsonNode claims = RoleScene.claims(ImpersonationScene.token(reply));
    assertThat(claims.get("sub").asText()).isEqualTo(Long.toString(scene.id(owner)));
    assertThat(claims.get("act").toString()).isEqualTo("{\"sub\":\"" + scene.id(admin) + "\"}");
    assertThat(claims.get("scope").asText()).isEqualTo("api posts:read");
    assertThat(claims.get("sid")).isEqualTo(reply.json().get("session"));
    assertThat(claims.get("exp").asLong() - claims.get("iat").asLong()).isEqualTo(900);
    assertThat(claims.get("nbf")).isEqualTo(claims.get("iat")); // older servers refuse nbf
    assertThat(reply.json().get("duration").asInt()).isEqualTo(900);
    JsonNode me =
        server.calls().get("/api/me", RoleScene.bearer(reply.json().get("token").asText())).json();
    assertThat(me.get("username").asText()).isEqualTo(owner);
  }

  @Test
  void lastsFifteenMinutesEvenIfOtherTokensLastShorter() {
    String token = scene.impersonate(admin, owner);
    CLOCK.move(Duration.ofSeconds(899));
    assertThat(scene.works(token)).isTrue();
    CLOCK.move(Duration.ofSeconds(1));
    assertThat(scene.works(token)).isFalse();
  }

  @Test
  void onlyReads() {
    String token = scene.impersonate(admin, owner);

    for (String path : List.of("/api/me", "/api/me/sessions", "/api/me/events", "/api/resource")) {
      assertThat(scene.outcome("GET", path, token)).as(path).isEqualTo("200");
    }
    for (String call :
        List.of(
            "GET /api/token",
            "GET /api/admin/events",
            "PATCH /api/me",
            "DELETE /api/me",
            "POST /api/me/password",
            "PUT /api/me/username",
            "PUT /api/me/email",
            "DELETE /api/me/sessions",
            "POST /api/admin/users/1/impersonation")) {
      String[] parts = call.split(" ", 2);
      assertThat(scene.outcome(parts[0], parts[1], token))
          .as(call)
          .isEqualTo("403 not-for-impersonation");
    }
    assertThat(scene.outcome("GET", "/api/me/export", token)).isEqualTo("403 password-required");
    // The test also sends the token as the user name of HTTP Basic.
    assertThat(
            server
                .calls()
                .call("DELETE", "/api/me/email/pending", Optional.empty(), basic(token, "x"))
                .status())
        .isEqualTo(403);
    assertThat(scene.works(token)).isTrue();
  }

  @Test
  void isNotRefreshedOrExchanged() {
    String token = scene.impersonate(admin, owner);
    Reply refreshed = scene.roles().refresh(token, Map.of());
    assertThat(refreshed.status()).isEqualTo(400);
    assertThat(refreshed.json().get("error").asText()).isEqualTo("invalid_grant");
  }

  @Test
  void introspectionNamesTheActor() {
    String key = server.serviceKey("shop-" + count, "tokens:introspect");
    String token = scene.impersonate(admin, owner);
    JsonNode active =
        server.calls().form("/oauth/introspect", "token=" + token, RoleScene.bearer(key)).json();
    assertThat(active.get("act").toString()).isEqualTo("{\"sub\":\"" + scene.id(admin) + "\"}");
    String own = server.calls().token(owner, "python");
    JsonNode other =
        server.calls().form("/oauth/introspect", "token=" + own, RoleScene.bearer(key)).json();
    assertThat(other.has("act")).isFalse();
  }

  @Test
  void theOwnerSeesWhoAndWhyButNotFromWhere() {
    String token = scene.impersonate(admin, owner);
    String sid = RoleScene.claims(token).get("sid").asText();
    String password = basic(owner, "python");

    JsonNode session = server.calls().get("/api/me/sessions", password).json().at("/sessions/0");
    assertThat(session.get("id").asText()).isEqualTo(sid);
    assertThat(session.get("method").asText()).isEqualTo("impersonation");
    assertThat(session.get("address").asText()).isEmpty();
    assertThat(session.get("user_agent").isNull()).isTrue();
    eventually("the event is numbered", () -> event(password).isPresent());
    JsonNode event = event(password).orElseThrow();
    assertThat(event.get("actor").asText()).isEqualTo("administrator");
    assertThat(event.get("session").asText()).isEqualTo(sid);
    assertThat(event.get("reason").asText()).isEqualTo(ImpersonationScene.REASON);
    assertThat(event.has("network")).isFalse();

    // An administrator who impersonates the owner can revoke the impersonation. The owner's events
    // do not show the administrator's network.
    assertThat(scene.outcome("DELETE", "/api/token", token)).isEqualTo("204");
    assertThat(scene.works(token)).isFalse();
    eventually(
        "the end is numbered",
        () -> events(password).stream().anyMatch(each -> isOfType(each, "session.ended")));
    assertThat(events(password))
        .filteredOn(each -> isOfType(each, "session.ended"))
        .noneMatch(each -> each.has("network"));
  }

  private static boolean isOfType(JsonNode event, String type) {
    return event.get("type").asText().equals(type);
  }

  private static List<JsonNode> events(String password) {
    JsonNode all = server.calls().get("/api/me/events", password).json().get("events");
    return all.valueStream().toList();
  }

  private static Optional<JsonNode> event(String password) {
    return events(password).stream()
        .filter(each -> isOfType(each, "user.impersonated"))
        .findFirst();
  }

  @Test
  void theReasonIsErasedWithTheAccountOfEither() {
    scene.impersonate(admin, owner);
    assertThat(reasons()).isEqualTo(1);
    scene.operate("user.close", owner);
    assertThat(reasons()).isZero();
    String other = owner + "-b";
    scene.account(other, "");
    scene.impersonate(admin, other);
    assertThat(reasons()).isEqualTo(1);
    scene.operate("user.close", admin);
    assertThat(reasons()).isZero();
  }

  /** Returns the number of reasons that all tables store for this test's administrator. */
  private long reasons() {
    return server
        .store()
        .reading(
            tx ->
                tx.sql()
                    .one(
                        "SELECT count(*) AS n FROM event_person WHERE personal LIKE '%4711%'"
                            + " AND account_id = ?",
                        row -> row.number("n"), adminId))
        .orElseThrow();
  }

  @Test
  void theOwnerGetsAMail() {
    MailCalls mail = new MailCalls(server, CLOCK, mails);
    String named = "mailed-" + count;
    String address = mail.withAddress(named, "python");
    scene.impersonate(admin, named);
    assertThat(mails.next(address).text())
        .contains("An administrator", named)
        .doesNotContain("4711", admin);
  }

  @Test
  void theOwnerCanEndIt() {
    String token = scene.impersonate(admin, owner);
    String sid = RoleScene.claims(token).get("sid").asText();
    assertThat(
            server
                .calls()
                .call("DELETE", "/api/me/sessions/" + sid, Optional.empty(), basic(owner, "python"))
                .status())
        .isEqualTo(204);
    assertThat(scene.works(token)).isFalse();

    String another = scene.impersonate(admin, owner);
    String own = server.calls().token(owner, "python");
    Reply ended =
        server
            .calls()
            .call(
                "DELETE",
                "/api/me/sessions",
                Optional.of("{\"current_password\":\"python\"}"),
                RoleScene.bearer(own),
                "Content-Type: application/json");
    assertThat(ended.status()).isEqualTo(204);
    assertThat(scene.works(another)).isFalse();
  }

  @Test
  void anyoneWithTheTokenCanRevokeIt() {
    String token = scene.impersonate(admin, owner);
    assertThat(server.calls().form("/oauth/revoke", "token=" + token).status()).isEqualTo(200);
    assertThat(scene.works(token)).isFalse();
    assertThat(scene.isRevoked(token)).isTrue();
  }

  @Test
  void needsThePasswordAndAReason() {
    String session = scene.administrative(admin);
    assertThat(problem(scene.askBy(session, owner, "wrong"))).isEqualTo("403 wrong-password");
    assertThat(
            problem(scene.ask(RoleScene.bearer(session), owner, "{\"reason\":\"They called.\"}")))
        .isEqualTo("403 password-required");
    String password = basic(admin, "python");
    for (String body :
        List.of(
            "{\"reason\":\"\"}",
            "{\"reason\":\"  \"}",
            "{\"reason\":\"" + "x".repeat(201) + "\"}",
            "{\"reason\":\"a\\nb\"}",
            "{\"reason\":\"a\",\"scope\":\"api\"}")) {
      assertThat(problem(scene.ask(password, owner, body)))
          .as(body)
          .isEqualTo("400 invalid-member");
    }
    assertThat(problem(scene.ask(password, owner, "{}"))).isEqualTo("400 invalid-json");
    assertThat(scene.ask(password, owner, "{\"reason\":\"" + "😀".repeat(200) + "\"}").status())
        .isEqualTo(201);
  }

  @Test
  void nobodyActsAsWhoHasMorePower() {
    String boss = "boss-" + count;
    scene.account(boss, "roles:assign");
    assertThat(problem(scene.ask(admin, boss))).isEqualTo("403 escalation");
    eventually(
        "the refusal is numbered",
        () ->
            events(basic(boss, "python")).stream()
                .anyMatch(each -> isOfType(each, "escalation.refused")));
    // An administrator with the same power may impersonate the user, but the token has no
    // administrative scope.
    assertThat(scene.roles().assign(boss + "-role", admin)).isNotNull();
    String token = scene.impersonate(admin, boss);
    assertThat(RoleScene.scopes(token)).containsExactly("api");
  }

  @Test
  void notOneselfNorAccountsThatNobodyCanUse() {
    assertThat(problem(scene.ask(admin, admin))).isEqualTo("409 cannot-impersonate");
    scene.operate("user.disable", owner);
    assertThat(problem(scene.ask(admin, owner))).isEqualTo("409 cannot-impersonate");
    String path = "/api/admin/users/" + scene.id(owner) + "/impersonation";
    scene.operate("user.close", owner);
    String password = basic(admin, "python");
    assertThat(problem(server.calls().post(path, "{\"reason\":\"x\"}", password)))
        .isEqualTo("404 not-found");
    for (String id : List.of("999999", "9".repeat(18))) {
      assertThat(
              problem(
                  server
                      .calls()
                      .post(
                          "/api/admin/users/" + id + "/impersonation",
                          "{\"reason\":\"x\"}",
                          password)))
          .isEqualTo("404 not-found");
    }
  }

  @Test
  void atMostTenAtOnceAndNoSessionOfTheOwnerEndsForThem() {
    String first = server.calls().token(owner, "python");
    CLOCK.move(Duration.ofSeconds(1)); // so that this session is the oldest
    for (int i = 1; i < 100; i++) {
      server.calls().token(owner, "python");
    }
    Set<String> tokens = new HashSet<>();
    for (int i = 0; i < Impersonations.LIVE_AT_MOST; i++) {
      tokens.add(scene.impersonate(admin, owner));
    }
    assertThat(problem(scene.ask(admin, owner))).isEqualTo("409 cannot-impersonate");
    assertThat(scene.works(first)).isTrue();
    // The owner now has the maximum number of sessions. The owner's next log-in revokes the owner's
    // oldest session, and no session of the administrator.
    server.calls().token(owner, "python");
    assertThat(scene.works(first)).isFalse();
    assertThat(tokens).allMatch(scene::works);
    assertThat(scene.outcome("DELETE", "/api/token", tokens.iterator().next())).isEqualTo("204");
    assertThat(scene.ask(admin, owner).status()).isEqualTo(201);
  }
}
