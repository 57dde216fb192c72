package dev.restauth.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.assurance.Acr;
import dev.restauth.factor.FactorScene;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.listener.QuietLogs;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The log-in pages of accounts with a second factor, without scripts. */
@ExtendWith(QuietLogs.class)
class FactorPagesTest {
  private final SetClock clock = new SetClock();
  private final TrialRequests requests = new TrialRequests();

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, Map.of("public-url", "http://localhost:5000"))
          .with(requests)
          .withAccount("susan", "python");

  private final BrowserScene scene = new BrowserScene(server);
  private final FactorScene factors = new FactorScene(server, clock);

  @Test
  void anAccountWithAFactorGetsNoSessionWithoutIt() {
    FactorScene.App app = factors.enrol("susan");
    String sealed = requests.forSusan();
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
    String sealed = requests.forSusan();
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
    Reply half = scene.enter(browser, "/login?request=" + requests.forSusan(), "susan", "python");
    String attempt = half.header("location").orElseThrow().replaceAll(".*attempt=", "");
    String other = requests.forSusan();
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
  void anAccountThatCannotReachTheRequestedClassGetsAnError() {
    String two = requests.forSusan(Optional.of(Acr.TWO), Optional.empty());
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
    String resistant = requests.forSusan(Optional.of(Acr.PHISHING_RESISTANT), Optional.empty());
    assertThat(scene.enter(browser, "/login?request=" + resistant, "susan", "python").body())
        .contains("A stronger log-in is needed", "passkey");
    assertThat(scene.rows("susan")).isZero();
  }

  /** A recovery code has a separate step, and the user sees how many codes are left. */
  @Test
  void logsInByRecoveryCode() {
    FactorScene.App app = factors.enrol("susan");
    String sealed = requests.forSusan();
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
    String first = requests.forSusan();
    String second = requests.forSusan();
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
}
