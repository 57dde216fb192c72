package dev.restauth.signup;

import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.signup.SignUpScene.heading;
import static dev.restauth.signup.SignUpScene.location;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.browser.TestBrowser;
import dev.restauth.browser.TrialRequests;
import dev.restauth.email.MailCalls;
import dev.restauth.email.SentMails;
import dev.restauth.email.SentMails.Mail;
import dev.restauth.http.HttpCalls.Reply;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The pages that confirm an address, and that undo an address change. */
class EmailPagesTest {
  private final SetClock clock = new SetClock();
  private final TrialRequests requests = new TrialRequests();

  @RegisterExtension private final SentMails mails = new SentMails();

  @RegisterExtension
  private final TestServer server = new TestServer(clock, SignUpScene.settings()).with(requests);

  private final SignUpScene scene = new SignUpScene(server, clock, mails, requests);
  private static final String SUSAN = basic("susan", "python");

  private static final Map<String, String> LOGIN =
      Map.of("username", "susan", "password", "python");

  private TestBrowser loggedIn() {
    TestBrowser browser = scene.browser();
    assertThat(location(browser.submit(browser.get("/login"), LOGIN))).isEqualTo("/account");
    return browser;
  }

  private Reply enter(TestBrowser browser, String page, String text) {
    return browser.submit(browser.get(page), Map.of("code", text));
  }

  /** The page accepts the mail's link or its digits. The user may log in after opening the page. */
  @Test
  void confirmsTheAddressOfTheUserWhoIsLoggedIn() {
    server.calls().register("susan", "python");
    server.calls().register("david", "python");
    String address = MailCalls.freshAddress();
    scene.mail().change(SUSAN, address);
    Mail mail = mails.next(address);
    TestBrowser other = scene.browser();
    other.submit(other.get("/login"), Map.of("username", "david", "password", "python"));
    assertThat(enter(other, "/mail/confirm", mail.link()).status()).isEqualTo(422);

    TestBrowser browser = scene.browser();
    String login = location(enter(browser, "/mail/confirm", mail.link()));
    assertThat(login).startsWith("/login?request=own.").doesNotContain(mail.secret());
    String back = location(browser.submit(browser.get(login), LOGIN));
    assertThat(back).startsWith("/mail/confirm?step=").doesNotContain(mail.secret());
    assertThat(other.get(back).body()).contains("id=\"code\"");
    Reply page = browser.get(back);
    assertThat(page.body()).contains("<bdi>susan</bdi>").doesNotContain("id=\"code\"");
    Reply done = browser.submit(page, Map.of());
    assertThat(heading(done)).isEqualTo("Your e-mail address is confirmed");
    assertThat(scene.mail().me(SUSAN).get("email_verified").asBoolean()).isTrue();
    assertThat(browser.submit(page, Map.of()).status()).isEqualTo(422);

    scene.mail().later();
    String next = MailCalls.freshAddress();
    scene.mail().change(SUSAN, next);
    assertThat(heading(enter(loggedIn(), "/mail/confirm", mails.next(next).digits())))
        .isEqualTo("Your e-mail address is confirmed");
  }

  @Test
  void undoesAChangeAndRequiresANewPassword() {
    String first = scene.mail().withAddress("susan", "python");
    String second = MailCalls.freshAddress();
    Mail notice = scene.mail().changed(SUSAN, first, second);
    TestBrowser thief = loggedIn();
    TestBrowser browser = scene.browser();
    assertThat(enter(browser, "/mail/undo", "12345678").body()).contains("id=\"problem\"");
    Reply page = browser.follow(enter(browser, "/mail/undo", notice.link()));
    assertThat(heading(page)).isEqualTo("The change is undone");
    assertThat(page.body()).doesNotContain("id=\"again\"");
    assertThat(scene.isLoggedIn(thief)).isFalse();
    page = browser.follow(browser.submit(page, Map.of("code", mails.nextWithCode(first).digits())));
    assertThat(location(browser.submit(page, Map.of("password", "monty"))))
        .isEqualTo("/forgot/done");
    assertThat(scene.mail().me(basic("susan", "monty")).get("email").asText()).isEqualTo(first);
    assertThat(enter(browser, "/mail/undo", notice.link()).status()).isEqualTo(422);
  }
}
