package dev.restauth.signup;

import static dev.restauth.signup.SignUpScene.heading;
import static dev.restauth.signup.SignUpScene.location;
import static dev.restauth.signup.SignUpScene.seen;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.browser.TestBrowser;
import dev.restauth.browser.TrialRequests;
import dev.restauth.email.MailCalls;
import dev.restauth.email.SentMails;
import dev.restauth.http.HttpCalls;
import dev.restauth.http.HttpCalls.Reply;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The registration pages for users who confirm an address first. */
class VerifiedSignUpPagesTest {
  private final SetClock clock = new SetClock();
  private final TrialRequests requests = new TrialRequests();

  @RegisterExtension private final SentMails mails = new SentMails();

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, SignUpScene.settings("registration", "verified")).with(requests);

  private final SignUpScene scene = new SignUpScene(server, clock, mails, requests);

  private Reply ask(TestBrowser browser, String path, String address) {
    return browser.submit(browser.get(path), Map.of("email", address));
  }

  private Reply enter(TestBrowser browser, Reply page, String code) {
    return browser.submit(page, Map.of("code", code));
  }

  @Test
  void confirmsAnAddressCreatesAnAccountAndContinues() {
    String request = scene.request();
    String address = MailCalls.freshAddress();
    TestBrowser browser = scene.browser();
    Reply page = browser.follow(ask(browser, "/signup?request=" + request, address));
    assertThat(heading(page)).isEqualTo("Enter the code");
    String digits = mails.next(address).digits();
    assertThat(enter(browser, page, "12345678").body()).contains("id=\"code-error\"");
    page = browser.follow(enter(browser, page, digits));
    assertThat(page.body()).contains("Photos", "<bdi>" + address + "</bdi>");
    assertThat(browser.submit(page, Map.of("username", "a:b", "password", "python")).body())
        .contains("id=\"username-error\"");
    Map<String, String> fields = Map.of("username", "susan", "password", "python");
    assertThat(location(browser.submit(page, fields)))
        .isEqualTo("/trial/continue?request=" + request);
    assertThat(scene.isLoggedIn(browser)).isTrue();
    assertThat(scene.mail().me(HttpCalls.basic("susan", "python")).toString()).contains(address);
    Map<String, String> other = Map.of("username", "david", "password", "python");
    assertThat(browser.submit(page, other).status()).isEqualTo(400);
    assertThat(scene.accounts()).isEqualTo(1);
  }

  @Test
  void saysTheSameIfTheAddressHasAnAccount() {
    String taken = MailCalls.freshAddress();
    TestBrowser browser = scene.browser();
    Reply page = browser.follow(ask(browser, "/signup", taken));
    page = browser.follow(enter(browser, page, mails.next(taken).digits()));
    browser.submit(page, Map.of("username", "susan", "password", "python"));
    scene.mail().later();

    TestBrowser one = scene.browser();
    TestBrowser other = scene.browser();
    Reply first = ask(one, "/signup", taken);
    Reply second = ask(other, "/signup", MailCalls.freshAddress());
    assertThat(seen(first)).isEqualTo(seen(second));
    first = one.follow(first);
    second = other.follow(second);
    assertThat(seen(first)).isEqualTo(seen(second));
    assertThat(seen(enter(one, first, "1234 5678")))
        .isEqualTo(seen(enter(other, second, "1234 5678")));
    assertThat(mails.all(server, taken)).isEmpty();
  }

  @Test
  void belongsToOneBrowser() {
    String address = MailCalls.freshAddress();
    TestBrowser browser = scene.browser();
    Reply asked = ask(browser, "/signup", address);
    Reply page = browser.follow(asked);
    String digits = mails.next(address).digits();
    TestBrowser stranger = scene.browser();
    stranger.get("/signup");
    assertThat(stranger.get(location(asked)).status()).isEqualTo(400);
    assertThat(enter(stranger, page, digits).status()).isEqualTo(403);
    String account = location(enter(browser, page, digits));
    assertThat(stranger.get(account).status()).isEqualTo(400);
    assertThat(browser.get(account).status()).isEqualTo(200);
    assertThat(browser.get(account.replace("/signup/account", "/signup/invitation")).status())
        .isEqualTo(400);
  }

  @Test
  void sendsAnotherMailAfterAMinuteAndRefusesNoAddress() {
    TestBrowser browser = scene.browser();
    assertThat(ask(browser, "/signup", "susan").body()).contains("id=\"email-error\"");
    assertThat(ask(browser, "/signup", "").status()).isEqualTo(422);
    String address = MailCalls.freshAddress();
    Reply page = browser.follow(ask(browser, "/signup", address));
    mails.next(address);
    Map<String, String> again = Map.of("decision", "again");
    assertThat(browser.submit(page, again).status()).isEqualTo(429);
    clock.move(Duration.ofSeconds(61));
    page = browser.follow(browser.submit(page, again));
    assertThat(enter(browser, page, mails.next(address).digits()).status()).isEqualTo(303);
  }
}
