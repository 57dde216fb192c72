package dev.restauth.accountpage;

import static dev.restauth.accountpage.AccountScene.location;
import static dev.restauth.accountpage.AccountScene.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.browser.TestBrowser;
import dev.restauth.email.MailCalls;
import dev.restauth.factor.FactorScene;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.listener.QuietLogs;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Pages of an account that has both an app and a passkey. A phishing page can get a password and a
 * code of the app, and with them a session. The session must not suffice to change the e-mail
 * address, because the attacker could then remove the passkey after a day, with a mail to the new
 * address.
 */
@ExtendWith(QuietLogs.class)
class StrongestProofTest {
  private final SetClock clock = new SetClock();

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, Map.of("public-url", "http://localhost:5000", "mail-log", "true"))
          .withAccount("susan", "python");

  private final AccountScene scene = new AccountScene(server, clock);
  private FactorScene.App app;

  @BeforeEach
  void addFactors() {
    app = new FactorScene(server, clock).enrol("susan");
    scene.addPasskey("susan", app);
  }

  /**
   * Logs in with a recovery code, which suffices because it is for users who have lost the passkey.
   */
  private TestBrowser recovered() {
    TestBrowser browser = scene.browser();
    Reply half = scene.enter(browser, browser.get("/login"), "susan");
    Map<String, String> code = Map.of("way", "recovery", "code", app.recoveryCodes().getFirst());
    assertThat(location(browser.submit(browser.follow(half), code))).startsWith("/login/recovered");
    return browser;
  }

  private static Reply askForAddress(TestBrowser browser) {
    Reply page = ok(browser.get(AccountPages.EMAIL));
    return browser.submit(page, "value=\"change\"", Map.of("email", MailCalls.freshAddress()));
  }

  @Test
  void aCodeDoesNotSufficeToChangeTheAddress() {
    TestBrowser browser = scene.loggedIn("susan", app);
    assertThat(location(askForAddress(browser))).startsWith("/login?request=own.");
    assertThat(ok(browser.get(AccountPages.EMAIL)).body()).doesNotContain("value=\"confirm\"");
    assertThat(location(askForAddress(recovered()))).isEqualTo(AccountPages.EMAIL);
  }

  @Test
  void aCodeDoesNotSufficeToChangeThePassword() {
    Map<String, String> change = Map.of("current-password", "python", "new-password", "monty");
    TestBrowser recovered = recovered();
    Reply page = ok(recovered.get(AccountPages.PASSWORD));
    TestBrowser browser = scene.loggedIn("susan", app);
    assertThat(location(browser.get(AccountPages.PASSWORD))).startsWith("/login?request=own.");
    assertThat(location(recovered.submit(page, change)))
        .startsWith("/account?done=password-changed");
  }
}
