package dev.restauth.browser;

import static dev.restauth.Eventually.eventually;
import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.role.RoleScene.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.factor.FactorScene;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.listener.QuietLogs;
import dev.restauth.role.AdministratorCalls;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * Browser sessions and the client sessions that belong to them, and everything that revokes both.
 */
@ExtendWith(QuietLogs.class)
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
class BrowserSessionTest {
  private static final String ADMINISTRATOR_SCOPES = "users:read users:write";

  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, Map.of("session-duration", "2h", "session-idle-duration", "1h"))
          .on(() -> database);

  private final BrowserScene scene = new BrowserScene(server);
  private final FactorScene factors = new FactorScene(server, clock);

  @BeforeEach
  void register() {
    for (String username : List.of("susan", "david")) {
      assertThat(server.calls().register(username, "python").status()).isEqualTo(201);
    }
  }

  private void move(Duration duration) {
    clock.move(duration);
  }

  @Test
  void lastsAsLongAsOtherSessions() {
    TestBrowser browser = scene.loggedIn("susan");
    TestBrowser idle = scene.loggedIn("susan");
    move(Duration.ofMinutes(59));
    assertThat(scene.isLoggedIn(browser)).isTrue();
    move(Duration.ofMinutes(1));
    assertThat(scene.isLoggedIn(idle)).isFalse();
    move(Duration.ofMinutes(58));
    assertThat(scene.isLoggedIn(browser)).isTrue();
    move(Duration.ofMinutes(2));
    assertThat(scene.isLoggedIn(browser)).isFalse();
    assertThat(scene.rows("susan")).isEqualTo(2);
    server.runMaintenance();
    assertThat(scene.rows("susan")).isZero();
  }

  /**
   * An attacker may know the cookie that the browser had before the log-in or the step-up. With
   * that cookie, the attacker must not get the new session.
   */
  @Test
  void eachLogInHasANewCookie() {
    TestBrowser browser = scene.loggedIn("susan");
    String first = browser.cookie("restauth").orElseThrow();
    String id = scene.session("susan");
    String client = scene.client("susan", false);
    TestBrowser thief = scene.browser().with("restauth", first);
    assertThat(scene.isLoggedIn(thief)).isTrue();
    move(Duration.ofMinutes(5));

    String request =
        "/login/factor"; // any page but the log-in form, which logged-in users do not see
    assertThat(browser.get(request).status()).isEqualTo(400);
    TestBrowser fresh = scene.browser();
    Reply page = fresh.get("/login");
    fresh.with("restauth", first);
    Reply again = fresh.submit(page, Map.of("username", "susan", "password", "python"));
    assertThat(again.status()).isEqualTo(303);
    assertThat(fresh.cookie("restauth").orElseThrow()).isNotEqualTo(first);
    assertThat(scene.session("susan")).isEqualTo(id);
    assertThat(scene.rows("susan")).isEqualTo(1);
    assertThat(scene.isLive(client)).isTrue();
    assertThat(scene.isLoggedIn(thief)).isFalse();
    assertThat(scene.isLoggedIn(fresh)).isTrue();
  }

  @Test
  void anotherUserEndsTheSessionOfTheFirst() {
    TestBrowser browser = scene.browser();
    Reply page = browser.get("/login");
    browser.submit(page, Map.of("username", "susan", "password", "python"));
    String client = scene.client("susan", false);
    browser.submit(page, Map.of("username", "david", "password", "python"));
    assertThat(browser.get("/account").body()).contains("<bdi>david</bdi>");
    assertThat(scene.rows("susan")).isZero();
    assertThat(scene.isLive(client)).isFalse();
    awaitEvent("other_user");
  }

  /**
   * Waits for an event of susan. {@code GET /api/me/events} lists an event only after it has a
   * number.
   */
  private void awaitEvent(String reason) {
    eventually(
        reason,
        () ->
            server
                .calls()
                .get("/api/me/events", basic("susan", "python"), "Accept: application/json")
                .body()
                .contains("\"reason\":\"" + reason + "\""));
  }

  @Test
  void isListedAndRecorded() {
    String token = server.calls().token("susan", "python");
    move(Duration.ofMinutes(1));
    scene.loggedIn("susan");
    JsonNode sessions =
        server.calls().get("/api/me/sessions", bearer(token)).json().get("sessions");
    assertThat(sessions).hasSize(2);
    assertThat(sessions.get(0).get("id").asText()).isEqualTo(scene.session("susan"));
    assertThat(sessions.get(0).get("browser").asBoolean()).isTrue();
    assertThat(sessions.get(0).get("current").asBoolean()).isFalse();
    assertThat(sessions.get(0).get("method").asText()).isEqualTo("password");
    assertThat(sessions.get(1).get("browser").asBoolean()).isFalse();
    assertThat(sessions.get(1).get("current").asBoolean()).isTrue();
    assertThat(names(sessions.get(0))).isEqualTo(names(sessions.get(1)));
    assertThat(server.calls().get("/api/me/export", basic("susan", "python")).body())
        .contains("browser_session", scene.session("susan"));
  }

  private static List<String> names(JsonNode session) {
    return StreamSupport.stream(((Iterable<String>) session::fieldNames).spliterator(), false)
        .sorted()
        .toList();
  }

  /** A way to revoke susan's browser session. */
  private interface End {
    void end(TestBrowser browser, String session);
  }

  private void assertEnds(String how, boolean offlineToo, End end) {
    TestBrowser browser = scene.loggedIn("susan");
    String client = scene.client("susan", false);
    String offline = scene.client("susan", true);
    end.end(browser, scene.session("susan"));
    assertThat(scene.isLoggedIn(browser)).as(how).isFalse();
    assertThat(scene.isLive(client)).as("client after " + how).isFalse();
    assertThat(scene.isLive(offline)).as("offline client after " + how).isEqualTo(!offlineToo);
    move(Duration.ofSeconds(1));
  }

  private void ok(Reply reply) {
    assertThat(reply.status()).as(reply.body()).isIn(200, 204);
  }

  private Reply call(String method, String path, String... headers) {
    return factors.call(method, path, Optional.empty(), headers);
  }

  @Test
  void isRevokedByEachCause() {
    AdministratorCalls administrators = new AdministratorCalls(server);
    String boss = administrators.administrator("boss", ADMINISTRATOR_SCOPES);
    assertEnds(
        "log-out", false, (browser, _) -> ok(browser.submit(browser.get("/account"), Map.of())));
    assertEnds(
        "DELETE /api/me/sessions/{sid}",
        false,
        (_, id) -> ok(call("DELETE", "/api/me/sessions/" + id, basic("susan", "python"))));
    assertEnds(
        "DELETE of an administrator",
        false,
        (_, id) ->
            ok(
                administrators.call(
                    "DELETE",
                    "/api/admin/users/" + administrators.id("susan") + "/sessions/" + id,
                    boss)));
    assertThat(call("DELETE", "/api/me/sessions/unknown", basic("susan", "python")).status())
        .isEqualTo(404);
    TestBrowser browser = scene.loggedIn("susan");
    assertThat(
            call("DELETE", "/api/me/sessions/" + scene.session("susan"), basic("david", "python"))
                .status())
        .isEqualTo(404);
    assertThat(scene.isLoggedIn(browser)).isTrue();
  }

  @Test
  void endsWithAllSessions() {
    AdministratorCalls administrators = new AdministratorCalls(server);
    String boss = administrators.administrator("boss", ADMINISTRATOR_SCOPES);
    assertEnds(
        "DELETE /api/me/sessions with a token",
        true,
        (_, _) ->
            ok(
                factors.call(
                    "DELETE",
                    "/api/me/sessions",
                    Optional.of(FactorScene.CONFIRMED),
                    bearer(server.calls().token("susan", "python")))));
    assertEnds(
        "DELETE /api/me/sessions with the password",
        true,
        (_, _) -> ok(call("DELETE", "/api/me/sessions", basic("susan", "python"))));
    assertEnds(
        "DELETE of all by an administrator",
        true,
        (_, _) ->
            ok(
                administrators.call(
                    "DELETE",
                    "/api/admin/users/" + administrators.id("susan") + "/sessions",
                    boss)));
    assertEnds(
        "a new password",
        true,
        (_, _) ->
            ok(
                factors.post(
                    "/api/me/password",
                    "{\"current_password\":\"python\",\"new_password\":\"python\"}",
                    basic("susan", "python"))));
    assertEnds(
        "restauth user end-sessions",
        true,
        (_, _) -> server.operate("user.end-sessions", Map.of("username", "susan")));
    assertEnds(
        "all others, on the page of another browser",
        true,
        (_, _) -> {
          TestBrowser other = scene.loggedIn("susan");
          assertThat(other.submit(other.get("/account"), "value=\"end-others\"", Map.of()).status())
              .isEqualTo(303);
          assertThat(scene.isLoggedIn(other)).isTrue();
        });
    assertEnds("the first factor", true, (_, _) -> factors.enrol("susan"));
  }

  @Test
  void endsWithItsAccount() {
    assertEnds(
        "restauth user disable",
        true,
        (_, _) -> server.operate("user.disable", Map.of("username", "susan")));
    server.operate("user.enable", Map.of("username", "susan"));
    assertEnds("closing", true, (_, _) -> ok(call("DELETE", "/api/me", basic("susan", "python"))));
  }

  @Test
  void theOldestIsRevokedIfThereAreTooMany() {
    List<TestBrowser> browsers = new ArrayList<>();
    for (int i = 0; i <= BrowserSessions.LIVE_AT_MOST; i++) {
      browsers.add(scene.loggedIn("susan"));
      move(Duration.ofSeconds(1));
    }
    assertThat(scene.isLoggedIn(browsers.getFirst())).isFalse();
    assertThat(scene.isLoggedIn(browsers.get(1))).isTrue();
    assertThat(scene.rows("susan")).isEqualTo(BrowserSessions.LIVE_AT_MOST);
    awaitEvent("too_many");
  }

  @Test
  void givesNoAccessToTheApi() {
    TestBrowser browser = scene.loggedIn("susan");
    for (String path : List.of("/api/me", "/api/token", "/api/me/sessions", "/api/resource")) {
      assertThat(browser.get(path).status()).as(path).isEqualTo(401);
    }
  }

  @Test
  void survivesARestart() {
    TestBrowser browser = scene.loggedIn("susan");
    server.restart();
    assertThat(scene.isLoggedIn(browser)).isTrue();
  }
}
