package dev.restauth.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.account.AccountRows;
import dev.restauth.assurance.Acr;
import dev.restauth.browser.LoginRequests.Wanted;
import dev.restauth.factor.FactorScene;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.listener.QuietLogs;
import dev.restauth.passkey.PasskeyScene;
import dev.restauth.passkey.SoftAuthenticator;
import java.time.Instant;
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
  private final PasskeyScene passkeys = new PasskeyScene(factors);

  private String request() {
    return request(Optional.empty(), Optional.empty());
  }

  private String request(Optional<Acr> least, Optional<Long> accountId) {
    return requests.seal(
        new Wanted(
            Optional.of("Photos & <b>more"),
            Instant.EPOCH,
            least,
            Optional.of("susan"),
            Optional.empty(),
            accountId));
  }

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
    String sealed = request();
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
    assertThat(browser.submit(page, Map.of("request", request())).status()).isEqualTo(403);
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
  void anAccountWithAFactorGetsNoSessionWithoutIt() {
    FactorScene.App app = factors.enrol("susan");
    String sealed = request();
    TestBrowser browser = scene.browser();
    Reply half = scene.enter(browser, "/login?request=" + sealed, "susan", "python");
    assertThat(half.status()).isEqualTo(303);
    assertThat(half.header("location").orElseThrow())
        .startsWith("/login/factor?request=" + sealed + "&attempt=");
    assertThat(browser.cookie("restauth")).isEmpty();
    assertThat(scene.isLoggedIn(browser)).isFalse();
    assertThat(scene.rows("susan")).isZero();

    Reply page = browser.follow(half);
    assertThat(page.body()).contains("<h1>Enter your code</h1>", "autocomplete=\"one-time-code\"");
    assertThat(page.header("x-frame-options")).hasValue("DENY");
    assertThat(page.header("content-security-policy").orElseThrow())
        .contains("frame-ancestors 'none'");
    Reply wrong = browser.submit(page, Map.of("code", "000000"));
    assertThat(wrong.status()).isEqualTo(422);
    assertThat(wrong.body()).contains("This code is wrong");
    assertThat(browser.submit(page, Map.of("code", "")).status()).isEqualTo(422);
    assertThat(scene.rows("susan")).isZero();

    Reply stolen = scene.browser().get(half.header("location").orElseThrow());
    assertThat(stolen.status()).isEqualTo(400);

    Reply complete = browser.submit(page, Map.of("code", factors.code(app.totp())));
    assertThat(complete.header("location")).hasValue("/trial/continue?request=" + sealed);
    assertThat(scene.isLoggedIn(browser)).isTrue();
    factors.nextStep();
    Reply again = browser.submit(page, Map.of("code", factors.code(app.totp())));
    assertThat(again.status()).isEqualTo(400);
    assertThat(again.body()).contains("This log-in has ended", "Sign in again");
  }

  /**
   * A log-in without the required factor must not begin a session, because an attacker who has
   * guessed the password could enroll a factor in that session.
   */
  @Test
  void anAccountThatMustHaveAFactorGetsNoSessionBeforeItHasOne() {
    server.restart(Map.of("public-url", "http://localhost:5000", "require-factor", "everybody"));
    String sealed = request();
    TestBrowser browser = scene.browser();
    Reply due = scene.enter(browser, "/login?request=" + sealed, "susan", "python");
    assertThat(due.status()).isEqualTo(303);
    assertThat(due.header("location").orElseThrow())
        .startsWith("/login/enrol?request=" + sealed + "&attempt=");
    assertThat(browser.cookie("restauth")).isEmpty();
    assertThat(scene.rows("susan")).isZero();
    assertThat(scene.isLoggedIn(browser)).isFalse();
    assertThat(scene.enter(browser, "/login?request=" + sealed, "susan", "wrong").status())
        .as("as for any other account")
        .isEqualTo(422);
  }

  /**
   * A half-completed log-in cannot be moved to another request, or completed with another user's
   * recovery code.
   */
  @Test
  void aHalfLogInBelongsToItsRequest() {
    FactorScene.App app = factors.enrol("susan");
    TestBrowser browser = scene.browser();
    Reply half = scene.enter(browser, "/login?request=" + request(), "susan", "python");
    String attempt = half.header("location").orElseThrow().replaceAll(".*attempt=", "");
    String other = request();
    browser.get("/login?request=" + other);
    assertThat(browser.get("/login/factor?request=" + other + "&attempt=" + attempt).status())
        .isEqualTo(400);
    assertThat(browser.get("/login/factor?attempt=" + attempt).status()).isEqualTo(400);
    assertThat(browser.get("/login/factor").status()).isEqualTo(400);
    Reply recovered =
        browser.submit(browser.follow(half), Map.of("code", app.recoveryCodes().getFirst()));
    assertThat(recovered.status()).isEqualTo(303);
    assertThat(recovered.header("location").orElseThrow()).startsWith("/login/recovered?");
    assertThat(scene.isLoggedIn(browser)).isTrue();
  }

  @Test
  void anotherAccountThanTheWantedOneIsRefused() {
    String sealed = request(Optional.empty(), Optional.of(server.account("susan").id()));
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

  @Test
  void anAccountThatCannotReachTheRequestedClassGetsAnError() {
    String two = request(Optional.of(Acr.TWO), Optional.empty());
    TestBrowser browser = scene.browser();
    Reply unmet = scene.enter(browser, "/login?request=" + two, "susan", "python");
    assertThat(unmet.status()).isEqualTo(422);
    assertThat(unmet.body()).contains("A stronger log-in is needed", "two factors");
    assertThat(browser.cookie("restauth")).isEmpty();
    assertThat(browser.submit(unmet, Map.of("decision", "unmet")).header("location"))
        .hasValue("/trial/unmet?request=" + two);

    factors.enrol("susan");
    assertThat(scene.enter(browser, "/login?request=" + two, "susan", "python").status())
        .isEqualTo(303);
    String resistant = request(Optional.of(Acr.PHISHING_RESISTANT), Optional.empty());
    assertThat(scene.enter(browser, "/login?request=" + resistant, "susan", "python").body())
        .contains("A stronger log-in is needed", "passkey");
    assertThat(scene.rows("susan")).isZero();
  }

  /**
   * A logged-in user either confirms their identity on this page, or logs in to another account.
   */
  @Test
  void aStepUpNamesTheAccount() {
    TestBrowser browser = scene.loggedIn("susan");
    String sealed = request(Optional.empty(), Optional.empty());
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

    String wanted = request(Optional.empty(), Optional.of(server.account("susan").id()));
    assertThat(browser.get("/login?request=" + wanted).body()).contains("<h1>Sign in</h1>");
  }

  /** A recovery code has a separate step, and the user sees how many codes are left. */
  @Test
  void logsInByRecoveryCode() {
    FactorScene.App app = factors.enrol("susan");
    String sealed = request();
    TestBrowser browser = scene.browser();
    Reply page =
        browser.follow(scene.enter(browser, "/login?request=" + sealed, "susan", "python"));
    assertThat(page.body())
        .contains("inputmode=\"numeric\"", "id=\"recovery\"")
        .doesNotContain("id=\"remember\"", "id=\"lost-factor\"");
    Reply step =
        browser.get(
            "/login/factor?request="
                + sealed
                + "&attempt="
                + TestBrowser.hidden(page).get("attempt")
                + "&way=recovery");
    assertThat(step.body()).contains("<h1>Enter a recovery code</h1>", "id=\"other-factor\"");
    Reply wrong = browser.submit(step, Map.of("code", "nonsense"));
    assertThat(wrong.body()).contains("<h1>Enter a recovery code</h1>", "This code is wrong");
    Reply done = browser.submit(step, Map.of("code", app.recoveryCodes().getFirst()));
    assertThat(done.header("location")).hasValue("/login/recovered?request=" + sealed);
    assertThat(browser.follow(done).body())
        .contains("Codes that you have left: <bdi>9</bdi>", "href=\"/account/factors\"")
        .contains("href=\"/trial/continue?request=" + sealed + "\"");
    assertThat(scene.browser().get("/login/recovered").status()).isEqualTo(400);
  }

  /**
   * Each tab has its own log-in. A completed log-in cannot be completed again, by reload or by the
   * back button.
   */
  @Test
  void tabsDoNotDisturbEachOther() {
    FactorScene.App app = factors.enrol("susan");
    TestBrowser browser = scene.browser();
    String first = request();
    String second = request();
    Reply one = browser.follow(scene.enter(browser, "/login?request=" + first, "susan", "python"));
    Reply two = browser.follow(scene.enter(browser, "/login?request=" + second, "susan", "python"));
    Reply done = browser.submit(one, Map.of("code", factors.code(app.totp())));
    assertThat(done.header("location")).hasValue("/trial/continue?request=" + first);
    assertThat(browser.submit(one, Map.of("code", factors.code(app.totp()))).status())
        .isEqualTo(400);
    factors.nextStep();
    Reply other = browser.submit(two, Map.of("code", factors.code(app.totp())));
    assertThat(other.header("location")).hasValue("/trial/continue?request=" + second);
    assertThat(scene.rows("susan")).isOne();
  }

  /** A page that was opened before its user logged out still works afterwards. */
  @Test
  void aSessionMayEndWhileItsUserConfirms() {
    TestBrowser browser = scene.loggedIn("susan");
    String sealed = request();
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
    for (String path : List.of("/account", "/login?request=" + request())) {
      assertThat(browser.get(path).body()).as(path).contains("&lt;i").doesNotContain("<i>");
    }
  }

  @Test
  void logsInByPasskey() {
    SoftAuthenticator phone = new SoftAuthenticator();
    passkeys.registered("susan", phone);
    String sealed = request();
    TestBrowser browser = scene.browser();
    String token = TestBrowser.hidden(browser.get("/login?request=" + sealed)).get("form_token");
    String bound = "\"form_token\":\"" + token + "\",\"login\":\"" + sealed + "\"";
    Reply options = browser.json("/login/passkey/options", "{" + bound + "}");
    assertThat(options.status()).as(options.body()).isEqualTo(200);
    assertThat(options.json().get("publicKey").get("allowCredentials")).isEmpty();
    String answer =
        ",\"request\":\"%s\",\"credential\":%s"
            .formatted(
                options.json().get("request").asText(), phone.get(options.json().get("publicKey")));
    assertThat(browser.json("/login/passkey", "{\"form_token\":\"x\"" + answer + "}").status())
        .isEqualTo(403);
    Reply reply = browser.json("/login/passkey", "{" + bound + answer + "}");
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    assertThat(reply.json().get("location").asText())
        .isEqualTo("/trial/continue?request=" + sealed);
    assertThat(scene.isLoggedIn(browser)).isTrue();
    Reply replayed = browser.json("/login/passkey", "{" + bound + answer + "}");
    assertThat(replayed.status()).isEqualTo(422);
    assertThat(replayed.json().get("error").asText()).contains("not accepted");
  }

  private static String bound(TestBrowser browser, String path) {
    Map<String, String> hidden = TestBrowser.hidden(browser.get(path));
    String bound = "\"form_token\":\"%s\"".formatted(hidden.get("form_token"));
    return hidden.containsKey("request")
        ? bound + ",\"login\":\"%s\"".formatted(hidden.get("request"))
        : bound;
  }

  /**
   * If any browser could send the passkey's response, the attacker's response could log another
   * user in to the attacker's account.
   */
  @Test
  void requestOfAPasskeyBelongsToItsBrowserAndItsLogIn() {
    SoftAuthenticator phone = new SoftAuthenticator();
    passkeys.registered("susan", phone);
    TestBrowser stranger = scene.browser();
    String theirs = bound(stranger, "/login");
    JsonNode options = stranger.json("/login/passkey/options", "{" + theirs + "}").json();
    String request = options.get("request").asText();
    String credential = ",\"credential\":" + phone.get(options.get("publicKey"));
    TestBrowser victim = scene.browser();
    for (String presented :
        List.of(request, request.substring(0, request.indexOf('.')), request + "x", ".", "x")) {
      String body = bound(victim, "/login") + ",\"request\":\"" + presented + "\"" + credential;
      Reply refused = victim.json("/login/passkey", "{" + body + "}");
      assertThat(refused.status()).as(refused.body()).isEqualTo(422);
      assertThat(refused.json().get("error").asText()).contains("not accepted");
    }
    assertThat(scene.isLoggedIn(victim)).isFalse();
    String answer = ",\"request\":\"" + request + "\"" + credential;
    String other = bound(stranger, "/login?request=" + request());
    assertThat(stranger.json("/login/passkey", "{" + other + answer + "}").status()).isEqualTo(422);
    assertThat(stranger.json("/login/passkey", "{" + theirs + answer + "}").status())
        .isEqualTo(200);
  }

  @Test
  void completesALogInByPasskey() {
    SoftAuthenticator key = new SoftAuthenticator();
    passkeys.registered("susan", key);
    TestBrowser browser = scene.browser();
    Reply page = browser.follow(scene.enter(browser, "/login", "susan", "python"));
    assertThat(page.body()).contains("id=\"passkey\"", "src=\"/login.js\"");
    Map<String, String> hidden = TestBrowser.hidden(page);
    String bound =
        "\"form_token\":\"%s\",\"attempt\":\"%s\""
            .formatted(hidden.get("form_token"), hidden.get("attempt"));
    Reply options = browser.json("/login/passkey/options", "{" + bound + "}");
    assertThat(options.json().get("publicKey").get("allowCredentials")).hasSize(1);
    Reply reply =
        browser.json(
            "/login/passkey",
            "{%s,\"request\":\"%s\",\"credential\":%s}"
                .formatted(
                    bound,
                    options.json().get("request").asText(),
                    key.get(options.json().get("publicKey"))));
    assertThat(reply.json().get("location").asText()).isEqualTo("/account");
    assertThat(scene.isLoggedIn(browser)).isTrue();
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
