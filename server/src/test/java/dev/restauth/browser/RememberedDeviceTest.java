package dev.restauth.browser;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.assurance.Acr;
import dev.restauth.browser.LoginRequests.Wanted;
import dev.restauth.event.EventCalls;
import dev.restauth.factor.FactorScene;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.listener.QuietLogs;
import dev.restauth.role.RoleScene;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Browsers that are not asked for the second factor: the steps that they skip, the steps that they
 * never skip, and the events that make the server forget them.
 */
@ExtendWith(QuietLogs.class)
class RememberedDeviceTest {
  private static final String COOKIE = "ra-device";
  private static final String DEVICES = "/api/me/devices";

  private final SetClock clock = new SetClock();
  private final TrialRequests requests = new TrialRequests();

  @RegisterExtension
  private final TestServer server =
      new TestServer(
              clock,
              Map.of(
                  "remembered-devices", "on",
                  "session-idle-duration", "60d",
                  "session-duration", "60d",
                  "public-url", "http://localhost:5000"))
          .with(requests)
          .withAccount("susan", "python")
          .withAccount("david", "python");

  private final BrowserScene scene = new BrowserScene(server);
  private final FactorScene factors = new FactorScene(server, clock);
  private final RoleScene roles = new RoleScene(server);
  private FactorScene.App app;

  @BeforeEach
  void enrol() {
    app = factors.enrol("susan");
  }

  /** Logs in with both factors, and returns the browser, which the server remembers. */
  private TestBrowser remembered() {
    TestBrowser browser = scene.browser();
    Reply page = browser.follow(scene.enter(browser, "/login", "susan", "python"));
    assertThat(page.body())
        .contains("<input id=\"remember\" name=\"remember\" type=\"checkbox\" value=\"yes\">");
    Reply reply = browser.submit(page, Map.of("code", factors.code(app.totp()), "remember", "yes"));
    factors.nextStep();
    assertThat(reply.status()).as(reply.body()).isEqualTo(303);
    assertThat(browser.cookie(COOKIE).orElseThrow()).matches("[A-Za-z0-9_-]{43}");
    assertThat(reply.all("set-cookie"))
        .anyMatch(line -> line.startsWith(COOKIE) && line.endsWith("; Max-Age=2592000"));
    return browser;
  }

  /** Returns the same browser after it was closed and reopened. */
  private TestBrowser reopened(TestBrowser browser) {
    TestBrowser reopened = scene.browser().with(COOKIE, browser.cookie(COOKIE).orElseThrow());
    reopened.get("/login"); // the browser gets the cookie that identifies its requests
    return reopened;
  }

  /** Returns whether the page asks for the second factor after the right password. */
  private boolean isAsked(TestBrowser browser, String path) {
    Reply reply = scene.enter(browser, path, "susan", "python");
    assertThat(reply.status()).as(reply.body()).isEqualTo(303);
    return reply.header("location").orElseThrow().startsWith("/login/factor");
  }

  private boolean isAsked(TestBrowser browser) {
    return isAsked(browser, "/login");
  }

  private JsonNode devices(String token) {
    return server.calls().get(DEVICES, "Authorization: Bearer " + token).json().get("devices");
  }

  private String token() {
    return factors.token("susan", app);
  }

  @Test
  void skipsTheQuestionAndNothingElse() {
    TestBrowser browser = reopened(remembered());
    assertThat(scene.enter(browser, "/login", "susan", "wrong").status()).isEqualTo(422);
    assertThat(isAsked(browser)).isFalse();
    assertThat(scene.isLoggedIn(browser)).isTrue();

    JsonNode session =
        server
            .calls()
            .get("/api/me/sessions", "Authorization: Bearer " + token())
            .json()
            .get("sessions")
            .get(1);
    assertThat(session.get("browser").asBoolean()).isTrue();
    assertThat(session.get("method").asText()).isEqualTo("password remembered-device");
    assertThat(session.get("acr").asText()).isEqualTo("1");
    List<JsonNode> events = EventCalls.to(server).all();
    assertThat(events.toString())
        .contains("\"method\":\"password remembered-device\",\"acr\":\"1\"")
        .contains("user.device_remembered");
  }

  /**
   * The server does not remember a browser if the user refuses, or after a log-in with one factor.
   */
  @Test
  void isOnlyRememberedIfTheUserWantsIt() {
    TestBrowser browser = scene.browser();
    Reply page = browser.follow(scene.enter(browser, "/login", "susan", "python"));
    browser.submit(page, Map.of("code", factors.code(app.totp())));
    assertThat(browser.cookie(COOKIE)).isEmpty();
    TestBrowser recovering = scene.browser();
    page = recovering.follow(scene.enter(recovering, "/login", "susan", "python"));
    recovering.submit(page, Map.of("code", app.recoveryCodes().getFirst(), "remember", "yes"));
    assertThat(recovering.cookie(COOKIE)).as("after a log-in with a recovery code").isEmpty();
    TestBrowser other = scene.browser();
    Reply login = other.get("/login");
    other.submit(login, Map.of("username", "david", "password", "python", "remember", "yes"));
    assertThat(scene.isLoggedIn(other)).isTrue();
    assertThat(other.cookie(COOKIE)).isEmpty();
    assertThat(rows()).isZero();
  }

  private long rows() {
    return server
        .store()
        .<Long>reading(
            tx ->
                tx.sql()
                    .one("SELECT count(*) AS n FROM remembered_device", row -> row.number("n"))
                    .orElseThrow());
  }

  private String request(Instant proofAfter, Optional<Acr> least) {
    return "/login?request="
        + requests.seal(
            new Wanted(
                Optional.of("Photos"),
                proofAfter,
                least,
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
  }

  @Test
  void doesNotCountIfTheApplicationWantsMoreOrTheUserStepsUp() {
    TestBrowser browser = reopened(remembered());
    assertThat(isAsked(browser, request(Instant.EPOCH, Optional.of(Acr.TWO)))).isTrue();
    assertThat(isAsked(browser, request(clock.instant(), Optional.empty()))).isTrue();
    assertThat(isAsked(browser, request(Instant.EPOCH, Optional.empty()))).isFalse();
    assertThat(scene.isLoggedIn(browser)).isTrue();
    assertThat(isAsked(browser, request(Instant.EPOCH, Optional.empty()))).isTrue();
  }

  /** No other page or call accepts the cookie. */
  @Test
  void givesNoOtherAccess() {
    String cookie = "Cookie: " + COOKIE + "=" + remembered().cookie(COOKIE).orElseThrow();
    assertThat(
            factors
                .post("/api/login", "{\"username\":\"susan\",\"password\":\"python\"}", cookie)
                .status())
        .isEqualTo(401);
    for (String path : List.of("/api/token", "/api/me", DEVICES)) {
      assertThat(server.calls().get(path, basic("susan", "python"), cookie).status())
          .as(path)
          .isEqualTo(401);
    }
    assertThat(factors.begin(basic("susan", "python"), cookie).status()).isEqualTo(401);
  }

  @Test
  void belongsToOneAccount() {
    factors.enrol("david");
    TestBrowser browser = reopened(remembered());
    Reply other = scene.enter(browser, "/login", "david", "python");
    assertThat(other.header("location").orElseThrow()).startsWith("/login/factor");
    assertThat(isAsked(browser)).isFalse();
    for (String forged : List.of("A".repeat(43), "", "x".repeat(44), "%00")) {
      assertThat(isAsked(scene.browser().with(COOKIE, forged))).as(forged).isTrue();
    }
  }

  /** The server replaces a cookie value that an attacker has put into the browser. */
  @Test
  void hasANewSecretEachTime() {
    TestBrowser browser = scene.browser().with(COOKIE, "F".repeat(43));
    Reply page = browser.follow(scene.enter(browser, "/login", "susan", "python"));
    browser.submit(page, Map.of("code", factors.code(app.totp()), "remember", "yes"));
    factors.nextStep();
    String first = browser.cookie(COOKIE).orElseThrow();
    assertThat(first).isNotEqualTo("F".repeat(43));
    assertThat(isAsked(scene.browser().with(COOKIE, "F".repeat(43)))).isTrue();

    String sealed = request(Instant.EPOCH, Optional.of(Acr.TWO));
    Reply again = browser.follow(scene.enter(browser, sealed, "susan", "python"));
    browser.submit(again, Map.of("code", factors.code(app.totp()), "remember", "yes"));
    factors.nextStep();
    assertThat(rows()).isOne();
    assertThat(isAsked(scene.browser().with(COOKIE, first))).isTrue();
    assertThat(isAsked(reopened(browser))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "30 days",
        "all sessions",
        "all sessions of an administrator",
        "password",
        "its removal",
        "recovery of the factors",
        "another app",
        "new recovery codes",
        "disabled"
      })
  void ends(String how) {
    TestBrowser browser = remembered();
    String token = token();
    String bearer = "Authorization: Bearer " + token;
    assertThat(isAsked(reopened(browser))).isFalse();
    switch (how) {
      case "30 days" -> {
        clock.move(Duration.ofDays(30).minus(Duration.ofMinutes(10)));
        assertThat(isAsked(reopened(browser))).isFalse();
        clock.move(Duration.ofMinutes(10));
      }
      case "all sessions" -> call("DELETE", "/api/me/sessions", FactorScene.CONFIRMED, bearer, 204);
      case "all sessions of an administrator" ->
          assertThat(
                  RoleScene.failure(
                      server.operate("user.end-sessions", Map.of("username", "susan"))))
              .isEmpty();
      case "password" ->
          call(
              "POST",
              "/api/me/password",
              "{\"current_password\":\"python\",\"new_password\":\"opensesame\"}",
              bearer,
              204);
      case "its removal" ->
          call("DELETE", DEVICES + "/" + devices(token).get(0).get("id").asText(), "", bearer, 204);
      case "recovery of the factors" ->
          assertThat(
                  RoleScene.failure(
                      server.operate("user.remove-factors", Map.of("username", "susan"))))
              .isEmpty();
      case "another app" -> {
        JsonNode begun =
            factors
                .call("POST", FactorScene.TOTP, Optional.of(FactorScene.CONFIRMED), bearer)
                .json();
        assertThat(factors.confirm(begun, factors.code(FactorScene.totp(begun)), bearer).status())
            .isEqualTo(200);
      }
      case "new recovery codes" ->
          call("POST", FactorScene.FACTORS + "/recovery-codes", FactorScene.CONFIRMED, bearer, 200);
      case "disabled" -> {
        server.operate("user.disable", Map.of("username", "susan"));
        server.operate("user.enable", Map.of("username", "susan"));
      }
      default -> throw new AssertionError(how);
    }
    if (how.equals("30 days")) {
      server.runMaintenance();
    }
    assertThat(rows()).isZero();
    if (how.equals("recovery of the factors")) {
      app = factors.enrol("susan"); // a new factor does not make the cookie valid again
    }
    Reply reply =
        scene.enter(
            reopened(browser), "/login", "susan", how.equals("password") ? "opensesame" : "python");
    assertThat(reply.header("location").orElseThrow()).as(how).startsWith("/login/factor");
  }

  private void call(String method, String path, String body, String header, int status) {
    Reply reply =
        factors.call(method, path, body.isEmpty() ? Optional.empty() : Optional.of(body), header);
    assertThat(reply.status()).as(reply.toString()).isEqualTo(status);
  }

  /**
   * A user who becomes an administrator is asked for the second factor from then on, and cannot
   * have a browser remembered.
   */
  @Test
  void isNotForAdministrators() {
    TestBrowser browser = remembered();
    assertThat(RoleScene.failure(roles.define("support", "users:read"))).isEmpty();
    assertThat(RoleScene.failure(roles.assign("support", "susan"))).isEmpty();
    TestBrowser asked = reopened(browser);
    Reply page = asked.follow(scene.enter(asked, "/login", "susan", "python"));
    assertThat(page.body()).contains("<h1>Enter your code</h1>").doesNotContain("\"remember\"");
    String before = asked.cookie(COOKIE).orElseThrow();
    asked.submit(page, Map.of("code", factors.code(app.totp()), "remember", "yes"));
    assertThat(scene.isLoggedIn(asked)).isTrue();
    assertThat(asked.cookie(COOKIE)).hasValue(before);
  }

  @Test
  void isOffWithoutTheSetting() {
    TestBrowser browser = remembered();
    server.restart(Map.of("public-url", "http://localhost:5000"));
    TestBrowser asked = reopened(browser);
    Reply page = asked.follow(scene.enter(asked, "/login", "susan", "python"));
    assertThat(page.body()).contains("<h1>Enter your code</h1>").doesNotContain("\"remember\"");
    asked.submit(page, Map.of("code", factors.code(app.totp()), "remember", "yes"));
    assertThat(rows()).isOne();
  }

  @Test
  void isListedAndForgottenByItsOwnerOnly() {
    TestBrowser browser = remembered();
    clock.move(Duration.ofHours(1));
    assertThat(isAsked(reopened(browser))).isFalse();
    String token = token();
    JsonNode device = devices(token).get(0);
    assertThat(device.get("id").asText()).matches("[A-Za-z0-9_-]{22}");
    assertThat(device.get("address").asText()).isEqualTo("127.0.0.1");
    Instant created = Instant.parse(device.get("created_at").asText());
    assertThat(Instant.parse(device.get("used_at").asText())).isAfter(created.plusSeconds(3_000));
    assertThat(Instant.parse(device.get("ends_at").asText()))
        .isEqualTo(created.plus(Duration.ofDays(30)));
    assertThat(device.toString()).doesNotContain(browser.cookie(COOKIE).orElseThrow());

    String id = device.get("id").asText();
    for (String path : List.of(DEVICES + "/" + id, DEVICES + "/" + "x".repeat(22))) {
      assertThat(
              server
                  .calls()
                  .call("DELETE", path, Optional.empty(), basic("david", "python"))
                  .status())
          .isEqualTo(404);
    }
    assertThat(isAsked(reopened(browser))).isFalse();
    call("DELETE", DEVICES + "/" + id, "", "Authorization: Bearer " + token, 204);
    assertThat(isAsked(reopened(browser))).isTrue();
    assertThat(EventCalls.to(server).all().toString()).contains("user.device_forgotten");
  }

  /** If an account has more than the maximum number of devices, the server forgets the oldest. */
  @Test
  void anAccountHasAtMostTwenty() {
    TestBrowser first = remembered();
    TestBrowser second = remembered();
    for (int i = 0; i < 19; i++) {
      remembered();
    }
    assertThat(rows()).isEqualTo(20);
    assertThat(isAsked(reopened(first))).isTrue();
    assertThat(isAsked(reopened(second))).isFalse();
  }
}
