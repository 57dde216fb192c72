package dev.restauth.role;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.http.AdministrativeScope;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.listener.QuietLogs;
import dev.restauth.operator.Reply.Done;
import dev.restauth.token.AdoptedScene;
import dev.restauth.trial.AdministrativeRoutes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Attempts to obtain more than was granted: more scopes, longer administrative sessions, withdrawn
 * rights.
 */
@ExtendWith(QuietLogs.class)
class RightsAttackTest {
  private static final SetClock CLOCK = new SetClock();
  private static final String ADMIN = AdministrativeScope.EVENTS_READ.text();
  private static final String ADMIN_PATH =
      AdministrativeRoutes.path(AdministrativeScope.EVENTS_READ);

  /** A server whose tokens may outlive an administrative session. */
  @RegisterExtension
  static final TestServer server =
      new TestServer(
              CLOCK,
              Map.of(
                  "token-duration", "2h", "session-duration", "30d", "session-idle-duration", "1d"))
          .with(new AdministrativeRoutes());

  @BeforeAll
  static void defineRoles() {
    define("reader", "posts:read");
    define("writer", "posts:read posts:write");
    define("auditor", ADMIN + " posts:read");
  }

  private static void define(String role, String scopes) {
    operate("role.define", Map.of("role", role, "scopes", scopes));
  }

  private static void assign(String role, String username) {
    operate("role.assign", Map.of("role", role, "username", username));
  }

  private static void take(String role, String username) {
    operate("role.take", Map.of("role", role, "username", username));
  }

  private static void operate(String operation, Map<String, String> arguments) {
    assertThat(server.operate(operation, arguments)).isInstanceOf(Done.class);
  }

  private static void user(String username, String... roles) {
    assertThat(server.calls().register(username, "python").status()).isEqualTo(201);
    for (String role : roles) {
      assign(role, username);
    }
  }

  private static Reply ask(String query, String authorization) {
    return server.calls().get("/api/token" + query, authorization);
  }

  private static Reply logIn(String username, String query) {
    return ask(query, basic(username, "python"));
  }

  private static Reply refresh(String refreshToken, String more) {
    return server
        .calls()
        .form("/oauth/token", "grant_type=refresh_token&refresh_token=" + refreshToken + more);
  }

  private static String bearer(String token) {
    return "Authorization: Bearer " + token;
  }

  private static String member(Reply reply, String name) {
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    return reply.json().get(name).asText();
  }

  private static String token(Reply reply) {
    return member(reply, "token");
  }

  /** Returns the scopes of a token, sorted. */
  private static String scopes(String token) {
    return String.join(" ", RoleScene.scopes(token));
  }

  private static String scopes(Reply reply) {
    return scopes(token(reply));
  }

  private static String problem(Reply reply) {
    return reply.status() + " " + reply.json().path("type").asText().replaceAll(".*/", "");
  }

  @Test
  void aNarrowedTokenStaysNarrowWhenRightsGoAndComeBack() {
    user("alice", "reader", "writer");
    String refreshToken = member(logIn("alice", "?refresh=true"), "refresh_token");
    Reply narrow = refresh(refreshToken, "&scope=api+posts:read");
    String token = member(narrow, "access_token");
    take("writer", "alice"); // the token has all scopes that alice still has
    token = token(ask("", bearer(token)));
    assertThat(scopes(token)).isEqualTo("api posts:read");
    assign("writer", "alice");
    token = token(ask("", bearer(token)));
    assertThat(scopes(token)).isEqualTo("api posts:read");
    assertThat(problem(ask("?scope=posts:write", bearer(token))))
        .isEqualTo("403 insufficient-scope");
    assertThat(scopes(token(ask("?scope=api", bearer(token))))).isEqualTo("api");
    Reply all = refresh(narrow.json().get("refresh_token").asText(), "");
    assertThat(scopes(member(all, "access_token"))).isEqualTo("api posts:read posts:write");
  }

  @Test
  void aTokenThatWasNarrowToAllOfItsTimeGetsNothingNew() {
    user("bob");
    String refreshToken = member(logIn("bob", "?refresh=true"), "refresh_token");
    String token = member(refresh(refreshToken, "&scope=api"), "access_token");
    assign("writer", "bob");
    assertThat(scopes(ask("", bearer(token)))).isEqualTo("api");
    assertThat(scopes(logIn("bob", ""))).isEqualTo("api posts:read posts:write");
  }

  /**
   * If the server cannot parse a request for fewer scopes, it must not issue a token with all
   * scopes of the account.
   */
  @Test
  void everySpellingOfTheScopeParameterIsRecognizedOrRefused() {
    user("carol", "writer");
    for (String query :
        List.of(
            "?scope=api&scope=api",
            "?scope=api&scope=posts:write",
            "?scope",
            "?scope=",
            "?scope=api%20",
            "?scope=api%20%20posts:read",
            "?scope=api,posts:read",
            "?scope=API",
            "?scope=api%00",
            "?scope=" + "a".repeat(1_001),
            "?scope=api&x=%zz",
            "?x=%zz&scope=api",
            "?scope=api%",
            "?" + "x&".repeat(100) + "scope=api",
            "?scope=api+" + ADMIN,
            "?scope=" + ADMIN + "%20posts:read")) {
      assertThat(problem(logIn("carol", query)))
          .as(query)
          .isIn("400 invalid-parameter", "400 malformed-request");
    }
    assertThat(scopes(logIn("carol", "?%73cope=%61pi"))).isEqualTo("api");
  }

  /**
   * Otherwise a server upgrade that adds an administrative scope could give an existing session
   * this scope without the password.
   */
  @Test
  void administrativeScopesAreNeitherStoredInASessionNorGranted() {
    user("dave", "reader");
    String token = token(logIn("dave", ""));
    token = token(ask("?scope=api%20posts:read%20webhooks:write", bearer(token)));
    assertThat(problem(logIn("dave", "?scope=webhooks:write"))).isEqualTo("403 insufficient-scope");
    assertThat(problem(ask("?scope=webhooks:write", bearer(token))))
        .isEqualTo("403 insufficient-scope");
    // A newer server on the same database supports the scope, and allows it in roles.
    server
        .store()
        .inTransaction(
            tx ->
                tx.sql()
                    .change(
                        "UPDATE role SET scopes = 'posts:read webhooks:write' WHERE name = 'reader'"));
    try {
      assertThat(scopes(ask("", bearer(token)))).isEqualTo("api posts:read");
      assertThat(scopes(logIn("dave", ""))).isEqualTo("api posts:read");
      long sessions =
          server
              .store()
              .reading(
                  tx ->
                      tx.sql()
                          .all(
                              "SELECT id FROM session WHERE scope LIKE ?",
                              row -> row.text("id"),
                              "%webhooks:write%"))
              .size();
      assertThat(sessions).isZero();
    } finally {
      define("reader", "posts:read posts:list");
      define("reader", "posts:read");
    }
  }

  /**
   * A withdrawal of rights must not log the user out, so the refused request does not use up the
   * refresh token.
   */
  @Test
  void aRefreshTokenOutlivesATimeWithoutRights() {
    user("erin", "writer");
    String first = member(logIn("erin", "?refresh=true&scope=posts:write"), "refresh_token");
    take("writer", "erin");
    for (int i = 0; i < 2; i++) {
      Reply refused = refresh(first, "");
      assertThat(refused.json().path("error").asText()).isEqualTo("invalid_scope");
      CLOCK.move(Duration.ofMinutes(1)); // so late, a used token would be refused
    }
    assign("writer", "erin");
    assertThat(scopes(member(refresh(first, ""), "access_token"))).isEqualTo("posts:write");
  }

  /**
   * A thief who has only a used refresh token could request various scopes to find out those of the
   * session. The first attempt must be detected.
   */
  @Test
  void aStolenUsedRefreshTokenIsDetectedWithEveryScope() {
    user("frank");
    String first = member(logIn("frank", "?refresh=true"), "refresh_token");
    String second = member(refresh(first, ""), "refresh_token");
    String third = member(refresh(second, ""), "refresh_token");
    CLOCK.move(Duration.ofMinutes(1));
    Reply stolen = refresh(first, "&scope=posts:write");
    assertThat(stolen.json().path("error").asText()).isEqualTo("invalid_grant");
    assertThat(refresh(third, "").json().path("error").asText()).isEqualTo("invalid_grant");
  }

  @Test
  void anAdministrativeSessionEndsAfterAnHourWhateverIsRenewed() {
    user("grace", "auditor");
    Reply begun = logIn("grace", "?refresh=true&scope=" + ADMIN);
    String token = token(begun);
    String refreshToken = begun.json().get("refresh_token").asText();
    assertThat(begun.json().get("duration").asLong()).isEqualTo(3_600);
    long bytes =
        Long.parseLong(
            server
                .calls()
                .call(
                    "HEAD", "/api/token?scope=" + ADMIN, Optional.empty(), basic("grace", "python"))
                .header("content-length")
                .orElseThrow());
    assertThat(bytes).isEqualTo(logIn("grace", "?scope=" + ADMIN).body().length());
    for (int i = 1; i < 6; i++) {
      CLOCK.move(Duration.ofMinutes(10));
      token = token(ask(i % 2 == 0 ? "" : "?scope=" + ADMIN, bearer(token)));
      Reply refreshed = refresh(refreshToken, i % 2 == 0 ? "" : "&scope=" + ADMIN);
      refreshToken = member(refreshed, "refresh_token");
      assertThat(refreshed.json().get("expires_in").asLong()).isEqualTo(3_600 - i * 600);
      assertThat(scopes(token)).isEqualTo(ADMIN);
      for (String wider : List.of("api", ADMIN + "+api", "posts:read")) {
        assertThat(refresh(refreshToken, "&scope=" + wider).json().path("error").asText())
            .isEqualTo("invalid_scope");
      }
      assertThat(problem(ask("?scope=api", bearer(token)))).isEqualTo("403 insufficient-scope");
    }
    String last = member(refresh(refreshToken, ""), "access_token");
    CLOCK.move(Duration.ofMinutes(10).minusSeconds(1));
    assertThat(server.calls().get(ADMIN_PATH, bearer(last)).status()).isEqualTo(204);
    CLOCK.move(Duration.ofSeconds(1));
    for (String each : List.of(token, last)) {
      assertThat(server.calls().get(ADMIN_PATH, bearer(each)).status()).isEqualTo(401);
      assertThat(ask("", bearer(each)).status()).isEqualTo(401);
    }
    assertThat(refresh(refreshToken, "").json().path("error").asText()).isEqualTo("invalid_grant");
  }

  @Test
  void noTokenIsTradedForAnAdministrativeOne() {
    user("heidi", "auditor");
    Reply everyday = logIn("heidi", "?refresh=true");
    String token = token(everyday);
    String query = "?scope=" + ADMIN;
    assertThat(problem(ask(query, bearer(token)))).isEqualTo("403 password-required");
    assertThat(problem(ask(query, basic(token, "python")))).isEqualTo("403 password-required");
    assertThat(
            server
                .calls()
                .call("HEAD", "/api/token" + query, Optional.empty(), bearer(token))
                .status())
        .isEqualTo(403);
    String refreshToken = everyday.json().get("refresh_token").asText();
    assertThat(refresh(refreshToken, "&scope=" + ADMIN).json().path("error").asText())
        .isEqualTo("invalid_scope");
    AdoptedScene adopted = new AdoptedScene(server, CLOCK);
    String old =
        adopted.bearer(700, "ivan", CLOCK.instant().plus(Duration.ofDays(3)).getEpochSecond());
    assign("auditor", "ivan");
    assertThat(problem(ask(query, old))).isEqualTo("403 password-required");
    assertThat(problem(server.calls().get(ADMIN_PATH, old))).isEqualTo("403 insufficient-scope");
  }

  @Test
  void anAdoptedTokenIsExchangedForAtMostItsSessionsScopes() {
    AdoptedScene adopted = new AdoptedScene(server, CLOCK);
    String old =
        adopted.bearer(701, "judy", CLOCK.instant().plus(Duration.ofDays(9)).getEpochSecond());
    assign("writer", "judy");
    assertThat(scopes(ask("?scope=posts:read", old))).isEqualTo("posts:read");
    assertThat(scopes(ask("", old))).isEqualTo("posts:read");
    CLOCK.move(Duration.ofMinutes(5));
    assertThat(scopes(ask("", old))).isEqualTo("posts:read");
    assertThat(problem(ask("?scope=posts:write", old))).isEqualTo("403 insufficient-scope");
    // After two days, the session has been idle for too long, but is not removed yet.
    CLOCK.move(Duration.ofDays(2));
    Reply head = server.calls().call("HEAD", "/api/token", Optional.empty(), old);
    Reply again = ask("", old);
    assertThat(head.header("content-length")).isEqualTo(again.header("content-length"));
    assertThat(scopes(ask("", bearer(token(again))))).isEqualTo(scopes(again));
  }

  /**
   * If requests at the same moment narrow one session to different scopes, the session keeps only
   * the scopes that all successful requests named. The server refuses the other requests.
   */
  @Test
  void parallelNarrowingNeverWidens() throws Exception {
    user("mallory", "writer");
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int i = 0; i < 4; i++) {
        String token = token(logIn("mallory", ""));
        List<Callable<Reply>> asks = new ArrayList<>();
        for (String scope : List.of("api", "posts:read", "posts:write", "api+posts:read")) {
          asks.add(() -> ask("?scope=" + scope, bearer(token)));
        }
        for (Future<Reply> reply : threads.invokeAll(asks)) {
          assertThat(reply.get().status()).isIn(200, 403);
        }
        String left = scopes(ask("", bearer(token)));
        assertThat(left).isIn("api", "posts:read", "posts:write");
        assertThat(scopes(ask("", bearer(token)))).isEqualTo(left);
      }
    }
  }

  @Test
  void anOutdatedTokenIsInactiveAndGivesNoAccessToOtherAccounts() {
    user("olivia");
    String key = server.serviceKey("resource-server", "tokens:introspect");
    String token = token(logIn("olivia", ""));
    assertThat(isActive(key, token)).isTrue();
    assign("writer", "olivia");
    assertThat(isActive(key, token)).isFalse();
    Map<String, Integer> statuses = new HashMap<>();
    for (String method : List.of("GET", "HEAD")) {
      statuses.put(
          method,
          server.calls().call(method, "/api/resource", Optional.empty(), bearer(token)).status());
    }
    assertThat(statuses.values()).containsOnly(401);
    assertThat(
            server
                .calls()
                .call("POST", "/api/invitations/" + "A".repeat(22), Optional.empty(), bearer(token))
                .status())
        .isEqualTo(401);
    assertThat(server.calls().form("/oauth/revoke", "token=" + token).status()).isEqualTo(200);
    assertThat(ask("", bearer(token)).status()).as("it ends its own session").isEqualTo(401);
  }

  private static boolean isActive(String key, String token) {
    return server
        .calls()
        .form("/oauth/introspect", "token=" + token, bearer(key))
        .json()
        .get("active")
        .asBoolean();
  }
}
