package dev.restauth.signup;

import static dev.restauth.signup.SignUpScene.heading;
import static dev.restauth.signup.SignUpScene.link;
import static dev.restauth.signup.SignUpScene.location;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.browser.TestBrowser;
import dev.restauth.browser.TrialRequests;
import dev.restauth.email.MailCalls;
import dev.restauth.email.SentMails;
import dev.restauth.email.SentMails.Mail;
import dev.restauth.http.HttpCalls;
import dev.restauth.http.HttpCalls.Reply;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The pages to which an invitation's mail links. */
class InvitationPagesTest {
  private final SetClock clock = new SetClock();
  private final TrialRequests requests = new TrialRequests();

  @RegisterExtension private final SentMails mails = new SentMails();

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, SignUpScene.settings("registration", "invited")).with(requests);

  private final SignUpScene scene = new SignUpScene(server, clock, mails, requests);

  private Mail invite(String address) {
    var _ =
        server.operate("user.invite", Map.of("email", address, "language", "en", "expires", "72h"));
    return mails.next(address);
  }

  private Reply enter(TestBrowser browser, String text) {
    return browser.submit(browser.get("/mail/invitation"), Map.of("code", text));
  }

  @Test
  void makesAnAccountAndLogsIn() {
    String address = MailCalls.freshAddress();
    Mail mail = invite(address);
    TestBrowser browser = scene.browser();
    assertThat(enter(browser, "x".repeat(22) + "." + "y".repeat(22)).body())
        .contains("id=\"problem\"", "wrong, was used, or has expired");
    Reply page = browser.follow(enter(browser, mail.link()));
    assertThat(heading(page)).isEqualTo("Accept the invitation");
    assertThat(page.body()).contains("<bdi>" + address + "</bdi>");
    Map<String, String> fields = Map.of("username", "susan", "password", "python");
    assertThat(location(browser.submit(page, fields))).isEqualTo("/account");
    assertThat(scene.isLoggedIn(browser)).isTrue();
    assertThat(scene.mail().me(basic("susan")).toString()).contains(address);
    assertThat(enter(scene.browser(), mail.link()).status()).isEqualTo(422);
    assertThat(browser.submit(page, Map.of("username", "david", "password", "python")).status())
        .isEqualTo(400);
    assertThat(scene.accounts()).isEqualTo(1);
  }

  private static String basic(String username) {
    return HttpCalls.basic(username, "python");
  }

  /** The page sends the user to the log-in page, which then returns to the invitation. */
  @Test
  void acceptsWithTheAccountOfAUser() {
    String address = MailCalls.freshAddress();
    server.restart(SignUpScene.settings());
    scene.mail().withAddress("david", "python");
    String susans = scene.mail().withAddress("susan", "python");
    Mail mail = invite(address);
    TestBrowser browser = scene.browser();
    Reply page = browser.follow(enter(browser, mail.fragment()));
    Reply login = browser.get(link(page, "I have an account: sign in, and accept with it"));
    page = browser.follow(browser.submit(login, Map.of("username", "david", "password", "python")));
    assertThat(page.body()).contains("Accept as <bdi>david</bdi>");
    Reply refused = browser.submit(page, Map.of("decision", "join"));
    assertThat(refused.status()).isEqualTo(403);
    assertThat(heading(refused)).isEqualTo("The invitation is for somebody else");

    scene.mail().later();
    mail = invite(susans);
    browser = scene.browser();
    login = browser.get("/login");
    browser.submit(login, Map.of("username", "susan", "password", "python"));
    page = browser.follow(enter(browser, mail.fragment()));
    Reply joined = browser.submit(page, Map.of("decision", "join"));
    assertThat(heading(joined)).isEqualTo("You have accepted the invitation");
    assertThat(browser.submit(page, Map.of("decision", "join")).status()).isEqualTo(400);
  }

  /** Nobody can create an account any more, but a user who has one can still accept. */
  @Test
  void createsNoAccountAfterRegistrationWasClosed() {
    TestBrowser browser = scene.browser();
    Mail mail = invite(MailCalls.freshAddress());
    Reply page = browser.follow(enter(browser, mail.fragment()));
    server.restart(SignUpScene.settings("registration", "closed"));
    browser = scene.again(browser);
    assertThat(browser.submit(page, Map.of("username", "susan", "password", "python")).status())
        .isEqualTo(403);
    page = browser.follow(enter(browser, mail.fragment()));
    assertThat(page.body()).doesNotContain("id=\"username\"").contains("id=\"to-sign-in\"");
    assertThat(scene.accounts()).isZero();
  }
}
