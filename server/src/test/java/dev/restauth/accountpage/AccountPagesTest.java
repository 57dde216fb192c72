package dev.restauth.accountpage;

import static dev.restauth.accountpage.AccountScene.location;
import static dev.restauth.accountpage.AccountScene.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.browser.TestBrowser;
import dev.restauth.factor.FactorScene;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.listener.QuietLogs;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The account page in a browser without scripts. */
@ExtendWith(QuietLogs.class)
class AccountPagesTest {
  private final SetClock clock = new SetClock();

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, Map.of("public-url", "http://localhost:5000"))
          .withAccount("susan", "python")
          .withAccount("david", "python");

  private final AccountScene scene = new AccountScene(server, clock);
  private final FactorScene factors = new FactorScene(server, clock);

  /** Returns the sessions that {@code GET /api/me/sessions} lists for an account. */
  private List<String> sessions(String token) {
    return FactorScene.ok(factors.call("GET", "/api/me/sessions", Optional.empty(), token))
        .json()
        .get("sessions")
        .findValuesAsText("id");
  }

  private String token(String username) {
    return "Authorization: Bearer "
        + FactorScene.ok(factors.logIn(username)).json().get("token").asText();
  }

  @Test
  void showsWhoIsLoggedInAndWhere() {
    TestBrowser browser = scene.loggedIn("susan", AccountScene.FIREFOX);
    scene.loggedIn("susan", "User-Agent: <b>evil</b>");
    String token = token("susan");
    Reply page = ok(browser.get("/account"));
    assertThat(page.body())
        .contains("<h1>You are signed in</h1>", "<strong><bdi>susan</bdi></strong>")
        .contains("<bdi>Firefox, Linux</bdi>", "127.0.0.0/24", "id=\"log-out\"")
        .contains("<bdi>&lt;b&gt;evil&lt;/b&gt;</bdi>")
        .doesNotContain("<b>");
    assertThat(page.header("cache-control")).hasValue("no-store");
    int own = page.body().indexOf("This browser");
    assertThat(own).isPositive().isLessThan(page.body().indexOf("value=\"end\""));
    assertThat(page.body().split("value=\"end\"", -1)).hasSize(3);
    assertThat(sessions(token)).hasSize(3);
  }

  @Test
  void withoutASessionTheUserLogsInAndReturns() {
    TestBrowser browser = scene.browser();
    String login = location(browser.get("/account/password"));
    assertThat(login).startsWith("/login?request=own.");
    Reply done = scene.enter(browser, browser.get(login), "susan");
    assertThat(location(done)).isEqualTo("/account/password");
    assertThat(ok(browser.follow(done)).body()).contains("<h1>Change your password</h1>");
    assertThat(scene.browser().get(login).status()).as("another browser").isEqualTo(400);
    assertThat(location(browser.get("/login"))).isEqualTo("/account");
  }

  @Test
  void endsAnotherSession() {
    TestBrowser browser = scene.loggedIn("susan");
    TestBrowser other = scene.loggedIn("susan", AccountScene.FIREFOX);
    String token = token("susan");
    Reply page = ok(browser.get("/account"));
    Reply done = browser.submit(page, "value=\"end\"", Map.of());
    assertThat(location(done)).startsWith("/account?done=session-ended&for=");
    assertThat(ok(browser.follow(done)).body()).contains("The session has ended.");
    assertThat(ok(browser.get("/account?done=session-ended&for=x")).body())
        .doesNotContain("The session has ended.");
    assertThat(ok(scene.loggedIn("susan").get(location(done))).body())
        .as("of another browser")
        .doesNotContain("The session has ended.");
    assertThat(browser.submit(page, "value=\"end\"", Map.of()).status()).as("again").isEqualTo(303);
    assertThat(
            List.of(
                other.get("/account").status(),
                factors.call("GET", "/api/me", Optional.empty(), token).status()))
        .as("one of the two has ended")
        .containsAnyOf(303, 401);
  }

  @Test
  void endsAllOthers() {
    TestBrowser browser = scene.loggedIn("susan");
    TestBrowser other = scene.loggedIn("susan");
    TestBrowser stranger = scene.loggedIn("david");
    String token = token("susan");
    Reply done = browser.submit(ok(browser.get("/account")), "value=\"end-others\"", Map.of());
    assertThat(ok(browser.follow(done)).body())
        .contains("All other sessions have ended.")
        .doesNotContain("value=\"end\"", "value=\"end-others\"");
    assertThat(other.get("/account").status()).isEqualTo(303);
    assertThat(factors.call("GET", "/api/me", Optional.empty(), token).status()).isEqualTo(401);
    ok(stranger.get("/account"));
  }

  @Test
  void endingNeedsARecentProof() {
    TestBrowser browser = scene.loggedIn("susan");
    TestBrowser other = scene.loggedIn("susan");
    scene.laterThanAProof();
    Reply page = ok(browser.get("/account"));
    String login = location(browser.submit(page, "value=\"end-others\"", Map.of()));
    assertThat(login).startsWith("/login?request=own.");
    ok(other.get("/account"));
    assertThat(scene.enter(browser, browser.get(login), "david").status())
        .as("another account")
        .isEqualTo(422);
    Reply proved = scene.enter(browser, browser.get(login), "susan");
    assertThat(location(proved)).isEqualTo("/account");
    ok(other.get("/account")); // a page does nothing before the user sends its form
    assertThat(location(browser.submit(page, "value=\"end-others\"", Map.of())))
        .as("the form of before the step-up, in the same session")
        .startsWith("/account?done=others-ended");
    assertThat(other.get("/account").status()).isEqualTo(303);
  }

  @Test
  void formsOfOthersDoNothing() {
    TestBrowser browser = scene.loggedIn("susan");
    scene.loggedIn("susan");
    TestBrowser thief = scene.loggedIn("david");
    scene.loggedIn("david");
    Reply page = ok(browser.get("/account"));
    Reply evil = ok(thief.get("/account"));
    Map<String, String> end = TestBrowser.hidden(TestBrowser.form(page, "value=\"end\""));
    Map<String, String> others = TestBrowser.hidden(TestBrowser.form(page, "value=\"end-others\""));
    Map<String, String> foreign = TestBrowser.hidden(TestBrowser.form(evil, "value=\"end\""));

    assertThat(browser.post("/account", with(end, "form_token", "")).status()).isEqualTo(403);
    assertThat(
            browser
                .post("/account", with(end, "form_token", others.getOrDefault("form_token", "")))
                .status())
        .as("of another form")
        .isEqualTo(403);
    assertThat(
            browser
                .post("/account", with(end, "thing", foreign.getOrDefault("thing", "")))
                .status())
        .as("the session of another account")
        .isEqualTo(403);
    assertThat(thief.post("/account", end).status()).as("in another browser").isEqualTo(403);
    assertThat(browser.post("/account", foreign).status()).isEqualTo(403);
    assertThat(
            browser
                .post("/account", end, "Origin: https://evil.example", "Sec-Fetch-Site: cross-site")
                .status())
        .isEqualTo(403);
    assertThat(browser.post("/account", with(end, "action", "other")).status()).isEqualTo(403);
    assertThat(sessions(token("susan"))).hasSize(3);
    assertThat(sessions(token("david"))).hasSize(3);
  }

  /** Two tabs of one browser. In the second tab another user logs in. */
  @Test
  void formOfAnEarlierLogInDoesNothing() {
    TestBrowser browser = scene.loggedIn("susan");
    scene.loggedIn("susan");
    Reply page = ok(browser.get("/account"));
    browser.submit(page, "id=\"log-out\"", Map.of());
    String login = location(browser.submit(page, "value=\"end-others\"", Map.of()));
    assertThat(login).as("without a session").startsWith("/login");
    scene.enter(browser, browser.get("/login"), "david");
    assertThat(browser.submit(page, "value=\"end-others\"", Map.of()).status()).isEqualTo(403);
    browser.submit(ok(browser.get("/account")), "id=\"log-out\"", Map.of());
    scene.enter(browser, browser.get("/login"), "susan");
    assertThat(browser.submit(page, "value=\"end-others\"", Map.of()).status())
        .as("the same user")
        .isEqualTo(403);
    assertThat(sessions(token("susan"))).hasSize(3);
  }

  @Test
  void formOfARevokedSessionDoesNothing() {
    TestBrowser browser = scene.loggedIn("susan");
    TestBrowser other = scene.loggedIn("susan");
    Reply page = ok(other.get("/account"));
    browser.submit(ok(browser.get("/account")), "value=\"end-others\"", Map.of());
    assertThat(location(other.submit(page, "value=\"end-others\"", Map.of())))
        .startsWith("/login?request=");
    ok(browser.get("/account"));
  }

  @Test
  void pagesReadTheCookieAndCallsReadTheToken() {
    String token = token("susan");
    assertThat(server.calls().get("/account", token).status()).isEqualTo(303);
    TestBrowser browser = scene.loggedIn("susan");
    assertThat(browser.get("/api/me").status()).isEqualTo(401);
    ok(browser.get("/account", "Authorization: Bearer nonsense"));
  }

  private static Map<String, String> with(Map<String, String> fields, String name, String value) {
    Map<String, String> changed = new HashMap<>(fields);
    changed.put(name, value);
    return changed;
  }
}
