package dev.restauth.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.account.AccountRows;
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

/** The log-in pages in a browser without scripts. */
@ExtendWith(QuietLogs.class)
class LoginPagesTest {
  private static final String UNPROCESSABLE =
      "User name or password is wrong, or the account cannot log in.";

  private final SetClock clock = new SetClock();
  private final TrialRequests requests = new TrialRequests();

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, Map.of("account-failures", "5", "public-url", "http://localhost:5000"))
          .with(requests)
          .withAccount("susan", "python")
          .withAccount("david", "python");

  private final BrowserScene scene = new BrowserScene(server);
  private final FactorScene factors = new FactorScene(server, clock);

  @Test
  void logsInByNameAndPassword() {
    TestBrowser browser = scene.browser();
    Reply page = browser.get("/login");
    assertThat(page.body())
        .contains("<h1>Sign in</h1>", "autocomplete=\"username webauthn\"")
        .contains("autocomplete=\"current-password\"", "id=\"sign-in\"")
        .doesNotContain("id=\"cancel\"");
    assertThat(page.header("content-security-policy").orElseThrow()).contains("form-action");
    Reply reply = browser.submit(page, Map.of("username", "susan", "password", "python"));
    assertThat(reply.status()).isEqualTo(303);
    assertThat(reply.header("location")).hasValue("/account");
    assertThat(reply.all("set-cookie"))
        .singleElement()
        .asString()
        .matches("restauth=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Lax");
    Reply signedIn = browser.follow(reply);
    assertThat(signedIn.body())
        .contains("<h1>You are signed in</h1>", "<strong><bdi>susan</bdi></strong>");

    Reply out = browser.submit(signedIn, Map.of());
    assertThat(out.body()).contains("<h1>You are logged out</h1>");
    assertThat(browser.cookie("restauth")).isEmpty();
    assertThat(scene.isLoggedIn(browser)).isFalse();
    assertThat(scene.rows("susan")).isZero();
  }

  @Test
  void goesOnWithTheRequestOrIsCancelled() {
    String sealed = requests.forSusan();
    TestBrowser browser = scene.browser();
    Reply page = browser.get("/login?request=" + sealed);
    assertThat(page.body())
        .contains("Photos &amp; &lt;b&gt;more", "value=\"susan\"", "id=\"cancel\"");
    assertThat(page.header("content-security-policy").orElseThrow()).doesNotContain("form-action");
    Reply cancelled = browser.submit(page, Map.of("decision", "cancel"));
    assertThat(cancelled.status()).isEqualTo(303);
    assertThat(cancelled.header("location")).hasValue("/trial/cancel?request=" + sealed);

    Reply reply = browser.submit(page, Map.of("username", "susan", "password", "python"));
    assertThat(reply.header("location")).hasValue("/trial/continue?request=" + sealed);
    assertThat(scene.isLoggedIn(browser)).isTrue();

    Reply elsewhere = scene.browser().get("/login?request=" + sealed);
    assertThat(elsewhere.status()).isEqualTo(400);
    assertThat(elsewhere.body()).contains("This log-in has ended");
    assertThat(scene.browser().get("/login?request=unknown").status()).isEqualTo(400);
  }

  @Test
  void anUnknownUserAndAWrongPasswordGetTheSamePage() {
    TestBrowser browser = scene.browser();
    Reply page = browser.get("/login");
    Reply wrong = browser.submit(page, Map.of("username", "susan", "password", "wrong"));
    Reply unknown = browser.submit(page, Map.of("username", "nobody", "password", "wrong"));
    assertThat(wrong.status()).isEqualTo(422);
    assertThat(wrong.body()).contains(UNPROCESSABLE).doesNotContain("wrong\"");
    assertThat(unknown.body().replace("nobody", "susan")).isEqualTo(wrong.body());
    assertThat(names(unknown)).isEqualTo(names(wrong)).doesNotContain("www-authenticate");
    assertThat(browser.submit(page, Map.of("username", "susan", "password", "")).status())
        .isEqualTo(422);
    assertThat(scene.rows("susan")).isZero();
  }

  private static List<String> names(Reply reply) {
    return reply.headers().stream().map(Map.Entry::getKey).toList();
  }

  @Test
  void guessesAreThrottled() {
    TestBrowser browser = scene.browser();
    Reply page = browser.get("/login");
    Reply last = page;
    for (int i = 0; i < 40 && last.status() != 429; i++) {
      last = browser.submit(page, Map.of("username", "susan", "password", "wrong" + i));
    }
    assertThat(last.status()).isEqualTo(429);
    assertThat(last.header("retry-after")).isPresent();
    assertThat(last.body())
        .contains(
            "<h1>Sign in</h1>", "Too many log-ins have failed. Wait a while, then try again.");
    assertThat(factors.logIn("susan").status()).isEqualTo(429);
  }

  @Test
  void aFormNeedsTheTokenOfThisBrowserAndRequest() {
    TestBrowser browser = scene.browser();
    Map<String, String> right = Map.of("username", "susan", "password", "python");
    Reply page = browser.get("/login");
    Map<String, String> other = new HashMap<>(right);
    other.put("form_token", TestBrowser.hidden(scene.browser().get("/login")).get("form_token"));
    assertThat(browser.post("/login", right).status()).isEqualTo(403);
    assertThat(browser.post("/login", other).status()).isEqualTo(403);
    assertThat(browser.submit(page, Map.of("request", requests.forSusan())).status())
        .isEqualTo(403);
    assertThat(new TestBrowser(server.calls()).submit(page, right).status()).isEqualTo(403);
    for (String foreign :
        List.of("Origin: https://evil.example", "Origin: null", "Sec-Fetch-Site: cross-site")) {
      assertThat(browser.submit(page, right, foreign).status()).as(foreign).isEqualTo(403);
    }
    assertThat(browser.post("/logout", Map.of()).status()).isEqualTo(403);
    assertThat(browser.cookie("restauth")).isEmpty();
    assertThat(browser.submit(page, right).status()).isEqualTo(303);
  }

  @Test
  void anotherAccountThanTheWantedOneIsRefused() {
    String sealed = requests.forSusan(Optional.empty(), Optional.of(server.account("susan").id()));
    TestBrowser browser = scene.browser();
    Reply refused = scene.enter(browser, "/login?request=" + sealed, "david", "python");
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.body()).contains("asks for a different account");
    assertThat(scene.rows("david")).isZero();
    factors.enrol("david");
    assertThat(scene.enter(browser, "/login?request=" + sealed, "david", "python").status())
        .isEqualTo(422);
    assertThat(scene.enter(browser, "/login?request=" + sealed, "susan", "python").status())
        .isEqualTo(303);
  }

  /**
   * A logged-in user either confirms their identity on this page, or logs in to another account.
   */
  @Test
  void aStepUpNamesTheAccount() {
    TestBrowser browser = scene.loggedIn("susan");
    String sealed = requests.forSusan(Optional.empty(), Optional.empty());
    Reply page = browser.get("/login?request=" + sealed);
    assertThat(page.body())
        .contains("<h1>Confirm that it is you</h1>", "value=\"susan\"", ">Sign in</button>")
        .as("an automated browser can type the name")
        .doesNotContain("readonly")
        .contains("id=\"other-account\" class=\"link\" name=\"other\" value=\"1\"")
        .doesNotContain("id=\"sign-up\"");
    Reply wrong = browser.submit(page, Map.of("username", "susan", "password", "wrong"));
    assertThat(wrong.body()).contains("<h1>Confirm that it is you</h1>", UNPROCESSABLE);
    String session = scene.session("susan");
    Reply right = browser.submit(page, Map.of("username", "susan", "password", "python"));
    assertThat(right.header("location")).hasValue("/trial/continue?request=" + sealed);
    assertThat(scene.session("susan")).isEqualTo(session);

    Reply other = browser.get("/login?request=" + sealed + "&other=1");
    assertThat(other.body()).contains("<h1>Sign in</h1>", "id=\"sign-up\"");
    browser.submit(other, Map.of("username", "david", "password", "python"));
    assertThat(scene.rows("susan")).isZero();
    assertThat(scene.rows("david")).isOne();

    String wanted = requests.forSusan(Optional.empty(), Optional.of(server.account("susan").id()));
    assertThat(browser.get("/login?request=" + wanted).body()).contains("<h1>Sign in</h1>");
  }

  /** A page that was opened before its user logged out still works afterwards. */
  @Test
  void aSessionMayEndWhileItsUserConfirms() {
    TestBrowser browser = scene.loggedIn("susan");
    String sealed = requests.forSusan();
    Reply page = browser.get("/login?request=" + sealed);
    assertThat(page.body()).contains("<h1>Confirm that it is you</h1>");
    server.operate("user.end-sessions", Map.of("username", "susan"));
    Reply wrong = browser.submit(page, Map.of("username", "susan", "password", "wrong"));
    assertThat(wrong.body()).contains("<h1>Sign in</h1>", UNPROCESSABLE);
    Reply right = browser.submit(page, Map.of("username", "susan", "password", "python"));
    assertThat(right.header("location")).hasValue("/trial/continue?request=" + sealed);
    assertThat(scene.isLoggedIn(browser)).isTrue();
  }

  /** A page shows strangers' texts as plain text, even if they look like HTML. */
  @Test
  void namesAreText() {
    server
        .store()
        .inTransaction(
            tx ->
                new AccountRows(tx)
                    .create(
                        "<i>eve", server.account("susan").passwordHash().orElseThrow(), tx.now()));
    TestBrowser browser = scene.browser();
    scene.enter(browser, "/login", "<i>eve", "python");
    for (String path : List.of("/account", "/login?request=" + requests.forSusan())) {
      assertThat(browser.get(path).body()).as(path).contains("&lt;i").doesNotContain("<i>");
    }
  }

  @Test
  void visitorsLeaveNoRow() {
    TestBrowser browser = scene.browser();
    long before = writes();
    for (int i = 0; i < 20; i++) {
      browser.get("/login");
      browser.with("restauth", "A".repeat(43)).get("/login");
      browser.get("/login/factor?attempt=" + "B".repeat(80));
      browser.get("/login?request=x");
    }
    assertThat(writes()).isEqualTo(before);
    assertThat(scene.rows("susan")).isZero();
  }

  private long writes() {
    return server
        .store()
        .<Long>reading(
            tx ->
                tx.sql()
                    .one(
                        "SELECT (SELECT count(*) FROM browser_session) + (SELECT count(*) FROM login_attempt)"
                            + " + (SELECT count(*) FROM spent_challenge) AS n",
                        row -> row.number("n"))
                    .orElseThrow());
  }
}
