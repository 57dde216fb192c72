package dev.restauth.signup;

import static dev.restauth.signup.SignUpScene.heading;
import static dev.restauth.signup.SignUpScene.location;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.browser.TestBrowser;
import dev.restauth.browser.TrialRequests;
import dev.restauth.email.SentMails;
import dev.restauth.email.SentMails.Mail;
import dev.restauth.factor.FactorScene;
import dev.restauth.http.HttpCalls.Reply;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The pages for a lost second factor. */
class LostFactorPagesTest {
  private final SetClock clock = new SetClock();
  private final TrialRequests requests = new TrialRequests();

  @RegisterExtension private final SentMails mails = new SentMails();

  @RegisterExtension
  private final TestServer server = new TestServer(clock, SignUpScene.settings()).with(requests);

  private final SignUpScene scene = new SignUpScene(server, clock, mails, requests);
  private String address = "";

  @BeforeEach
  void enrol() {
    address = scene.mail().withAddress("susan", "python");
    new FactorScene(server, clock).enrol("susan");
    mails.all(server, address);
    scene.mail().later();
  }

  /** Logs in with the password, and returns the path of the page for the second factor. */
  private String half(TestBrowser browser) {
    return location(
        browser.submit(browser.get("/login"), Map.of("username", "susan", "password", "python")));
  }

  private Mail asked(TestBrowser browser) {
    Reply page = browser.get(half(browser).replace("/login/factor", "/login/factor/lost"));
    Reply asked = browser.submit(page, Map.of());
    assertThat(heading(asked)).isEqualTo("A mail is on its way");
    return mails.next(address);
  }

  private Reply enter(TestBrowser browser, Mail mail, String decision) {
    return browser.submit(
        browser.get("/mail/lost-factor"), Map.of("code", mail.link(), "decision", decision));
  }

  @Test
  void removesTheFactorAfterADay() {
    Mail mail = asked(scene.browser());
    TestBrowser browser = scene.browser();
    Reply early = enter(browser, mail, "remove");
    assertThat(early.status()).isEqualTo(422);
    assertThat(early.body()).contains("can be removed from");
    assertThat(enter(browser, mail, "").status()).isEqualTo(422);
    clock.move(Duration.ofDays(1));
    assertThat(heading(enter(browser, mail, "remove"))).isEqualTo("Your second factor is removed");
    assertThat(half(browser)).isEqualTo("/account");
    assertThat(enter(browser, mail, "remove").status()).isEqualTo(422);
  }

  @Test
  void stopsTheRemoval() {
    Mail mail = asked(scene.browser());
    TestBrowser browser = scene.browser();
    assertThat(heading(enter(browser, mail, "stop"))).isEqualTo("Your second factor stays");
    clock.move(Duration.ofDays(2));
    assertThat(enter(browser, mail, "remove").status()).isEqualTo(422);
    assertThat(half(browser)).startsWith("/login/factor?");
  }

  @Test
  void needsTheLogInOfTheSameBrowser() {
    TestBrowser browser = scene.browser();
    String lost = half(browser).replace("/login/factor", "/login/factor/lost");
    Reply page = browser.get(lost);
    TestBrowser stranger = scene.browser();
    stranger.get("/login");
    assertThat(stranger.get(lost).status()).isEqualTo(400);
    assertThat(stranger.submit(page, Map.of()).status()).isEqualTo(403);
    assertThat(browser.post("/login/factor/lost", Map.of()).status()).isEqualTo(403);
    assertThat(mails.all(server, address)).isEmpty();
  }
}
