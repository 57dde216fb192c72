package dev.restauth.accountpage;

import static dev.restauth.accountpage.AccountScene.location;
import static dev.restauth.accountpage.AccountScene.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.browser.TestBrowser;
import dev.restauth.email.MailCalls;
import dev.restauth.email.SentMails;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.listener.QuietLogs;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The e-mail address page in a browser without scripts. */
@ExtendWith(QuietLogs.class)
class EmailPageTest {
  private static final String EMAIL = "/account/email";

  private final SetClock clock = new SetClock();

  @RegisterExtension private final SentMails mails = new SentMails();

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, MailCalls.SETTINGS)
          .withAccount("susan", "python")
          .withAccount("david", "python");

  private final AccountScene scene = new AccountScene(server, clock);
  private final MailCalls mail = new MailCalls(server, clock, mails);

  private static Reply ask(TestBrowser browser, Reply page, String address) {
    return browser.submit(page, "value=\"change\"", Map.of("email", address));
  }

  private static Reply confirm(TestBrowser browser, Reply page, String code) {
    return browser.submit(page, "value=\"confirm\"", Map.of("code", code));
  }

  @Test
  void setsAndConfirmsAnAddress() {
    TestBrowser browser = scene.loggedIn("susan");
    Reply page = ok(browser.get(EMAIL));
    assertThat(page.body()).contains("no confirmed address").doesNotContain("value=\"confirm\"");
    assertThat(ask(browser, page, "nonsense").status()).isEqualTo(422);
    String address = MailCalls.freshAddress();
    Reply asked = ask(browser, page, address);
    assertThat(location(asked)).isEqualTo(EMAIL);
    Reply pending = ok(browser.follow(asked));
    assertThat(pending.body()).contains("<bdi>" + address + "</bdi>", "one-time-code");
    assertThat(confirm(browser, pending, "00000000").body()).contains("The code is wrong");
    assertThat(confirm(browser, pending, "").status()).isEqualTo(422);
    Reply done = confirm(browser, pending, mails.next(address).digits());
    assertThat(ok(browser.follow(done)).body())
        .contains("Your e-mail address has been confirmed.", address);
  }

  @Test
  void theAddressOfAnotherAccountStaysTheirs() {
    String address = mail.withAddress("tom", "python");
    TestBrowser browser = scene.loggedIn("susan");
    Reply asked = ask(browser, ok(browser.get(EMAIL)), address);
    Reply taken = confirm(browser, ok(browser.follow(asked)), mails.next(address).digits());
    assertThat(taken.status()).isEqualTo(422);
    assertThat(taken.body()).contains("This is already the confirmed address of another account.");
    Reply dropped = browser.submit(taken, "value=\"drop\"", Map.of());
    assertThat(ok(browser.follow(dropped)).body())
        .contains("has been dropped")
        .doesNotContain("value=\"confirm\"");
  }

  @Test
  void changingNeedsARecentProofAndNotAMailedOne() {
    TestBrowser browser = scene.loggedIn("susan");
    Reply page = ok(browser.get(EMAIL));
    assertThat(scene.loggedIn("david").post(EMAIL, TestBrowser.hidden(page)).status())
        .isEqualTo(403);
    server
        .store()
        .inTransaction(
            tx -> tx.sql().change("UPDATE browser_session SET methods = ?", "email-code"));
    Reply mailed = ask(browser, page, MailCalls.freshAddress());
    assertThat(mailed.status()).isEqualTo(403);
    assertThat(mailed.body()).contains("<h1>Sign in with your password</h1>");
    assertThat(browser.get("/account/factors/totp").status()).isEqualTo(403);
    scene.laterThanAProof();
    assertThat(location(ask(browser, page, MailCalls.freshAddress())))
        .startsWith("/login?request=own.");
  }
}
