package dev.restauth.signup;

import static dev.restauth.signup.SignUpScene.heading;
import static dev.restauth.signup.SignUpScene.link;
import static dev.restauth.signup.SignUpScene.location;
import static dev.restauth.signup.SignUpScene.seen;
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
import dev.restauth.recovery.MailboxRecoveryRows;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The pages for a forgotten password. */
class ForgotPagesTest {
  private final SetClock clock = new SetClock();
  private final TrialRequests requests = new TrialRequests();

  @RegisterExtension private final SentMails mails = new SentMails();

  @RegisterExtension
  private final TestServer server = new TestServer(clock, SignUpScene.settings()).with(requests);

  private final SignUpScene scene = new SignUpScene(server, clock, mails, requests);
  private String address = "";

  @BeforeEach
  void register() {
    address = scene.mail().withAddress("susan", "python");
  }

  private Reply ask(TestBrowser browser, String path, String typed) {
    return browser.submit(browser.get(path), Map.of("username", typed));
  }

  /** Requests a mail, and returns the page that asks for the mailed code. */
  private Reply asked(TestBrowser browser) {
    return browser.follow(ask(browser, "/forgot", "susan"));
  }

  private Reply enter(TestBrowser browser, Reply page, String code) {
    return browser.submit(page, Map.of("code", code));
  }

  @Test
  void setsANewPasswordAndReturnsToTheApplication() {
    String request = scene.request();
    TestBrowser browser = scene.browser();
    Reply page = browser.follow(ask(browser, "/forgot?request=" + request, address));
    assertThat(heading(page)).isEqualTo("Enter the code");
    assertThat(page.body())
        .contains("Photos", "autocomplete=\"one-time-code\"", "spam folder", "data-seconds=\"60\"");
    Reply proved = enter(browser, page, mails.next(address).digits());
    assertThat(location(proved)).startsWith("/forgot/password?request=" + request);
    page = browser.follow(proved);
    assertThat(page.body())
        .contains("<bdi>susan</bdi>", "value=\"susan\" autocomplete=\"username\"")
        .contains("autocomplete=\"new-password\"");
    Reply refused = browser.submit(page, Map.of("password", "a\u0000b"));
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.body())
        .contains(
            "<p class=\"error\" id=\"password-error\">The password has a character that nobody can see");
    Reply done = browser.follow(browser.submit(page, Map.of("password", "monty")));
    assertThat(heading(done)).isEqualTo("Your new password is set");
    assertThat(browser.submit(page, Map.of("password", "again")).status()).isEqualTo(400);
    Reply login = browser.get(link(done, "Sign in"));
    assertThat(login.body()).contains("Photos");
    assertThat(location(browser.submit(login, Map.of("username", "susan", "password", "monty"))))
        .isEqualTo("/trial/continue?request=" + request);
  }

  /**
   * The response is the same for every name and address, byte for byte, except for the sealed
   * parts.
   */
  @Test
  void showsTheSamePageForEveryName() {
    server.calls().register("david", "python");
    Reply first = ask(scene.browser(), "/forgot", "susan");
    for (String typed :
        List.of(
            address, "david", "nobody", MailCalls.freshAddress(), "\u202e<b>", "x".repeat(5_000))) {
      TestBrowser browser = scene.browser();
      Reply reply = ask(browser, "/forgot", typed);
      assertThat(seen(reply)).as(typed).isEqualTo(seen(first));
      assertThat(seen(browser.follow(reply))).as(typed).contains("If there is such an account");
    }
    TestBrowser known = scene.browser();
    TestBrowser unknown = scene.browser();
    scene.mail().later();
    Reply one = known.follow(ask(known, "/forgot", "susan"));
    Reply other = unknown.follow(ask(unknown, "/forgot", "nobody"));
    assertThat(seen(one)).isEqualTo(seen(other));
    assertThat(seen(enter(known, one, "12345678")))
        .isEqualTo(seen(enter(unknown, other, "12345678")));
    assertThat(ask(scene.browser(), "/forgot", "").status()).isEqualTo(422);
  }

  /** Names can look like addresses after an import, and on a server without log-in by address. */
  @Test
  void acceptsAUserNameThatLooksLikeAnAddress() {
    String named = MailCalls.freshAddress();
    rename("susan", named);
    TestBrowser browser = scene.browser();
    Reply page = browser.follow(ask(browser, "/forgot", named));
    assertThat(enter(browser, page, mails.next(address).digits()).status()).isEqualTo(303);
  }

  /** A user whose name equals another user's address does not get that user's mails. */
  @Test
  void ownerOfAnAddressComesBeforeAUserOfThatName() {
    scene.mail().later();
    String other = scene.mail().withAddress("mallory", "python");
    scene.mail().later();
    rename("mallory", address);
    TestBrowser browser = scene.browser();
    Reply page = browser.follow(ask(browser, "/forgot", address));
    Mail mail = mails.next(address);
    assertThat(mail.text()).contains("susan").doesNotContain(other);
    Reply proved = enter(browser, page, mail.digits());
    assertThat(browser.follow(proved).body()).contains("<bdi>susan</bdi>");
  }

  private void rename(String username, String other) {
    server
        .store()
        .inTransaction(
            tx ->
                tx.sql()
                        .change(
                            "UPDATE account SET username = ? WHERE username = ?", other, username)
                    > 0);
    server.restart();
  }

  @Test
  void acceptsFiveTriesAndNoMore() {
    TestBrowser browser = scene.browser();
    Reply page = asked(browser);
    String digits = mails.next(address).digits();
    for (int i = 0; i < 10; i++) { // a correct code does not count as a guess
      assertThat(enter(browser, page, digits).status()).isEqualTo(303);
    }
    assertThat(enter(browser, page, "what?").status()).isEqualTo(422);
    assertThat(enter(browser, page, "").status()).isEqualTo(422);
    for (int i = 0; i < 5; i++) {
      assertThat(enter(browser, page, "1234567" + i).body()).contains("id=\"code-error\"");
    }
    assertThat(enter(browser, page, digits).status()).isEqualTo(422);
  }

  @Test
  void belongsToOneBrowserAndOneRequest() {
    TestBrowser browser = scene.browser();
    Reply asked = ask(browser, "/forgot", "susan");
    String code = location(asked);
    Reply page = browser.follow(asked);
    String digits = mails.next(address).digits();
    String password = location(enter(browser, page, digits));
    TestBrowser stranger = scene.browser();
    stranger.get("/forgot");
    for (String path : List.of(code, password)) {
      assertThat(stranger.get(path).status()).isEqualTo(400);
      assertThat(browser.get(path + "&request=" + scene.request()).status()).isEqualTo(400);
      assertThat(browser.get(path).status()).isEqualTo(200);
    }
    assertThat(browser.get(code.replace("/code", "/password")).status()).isEqualTo(400);
    assertThat(browser.get(password.replace("/password", "/code")).status()).isEqualTo(400);
    assertThat(browser.get("/forgot?request=unknown").status()).isEqualTo(400);
    Map<String, String> right = Map.of("password", "monty");
    Reply form = browser.get(password);
    assertThat(stranger.submit(form, right).status()).isEqualTo(403);
    assertThat(browser.submit(form, right, "Sec-Fetch-Site: cross-site").status()).isEqualTo(403);
    Map<String, String> other = TestBrowser.hidden(form);
    other.put("form_token", TestBrowser.hidden(browser.get("/forgot")).get("form_token"));
    other.putAll(right);
    assertThat(browser.post("/forgot/password", other).status()).isEqualTo(403);
    assertThat(browser.post("/forgot/password", right).status()).isEqualTo(403);
    assertThat(server.calls().get("/api/resource", basic("python")).status()).isEqualTo(200);
  }

  private static String basic(String password) {
    return HttpCalls.basic("susan", password);
  }

  @Test
  void sendsAnotherMailAfterAMinute() {
    TestBrowser browser = scene.browser();
    Reply page = asked(browser);
    mails.next(address);
    Map<String, String> again = Map.of("decision", "again");
    Reply early = browser.submit(page, again);
    assertThat(early.status()).isEqualTo(429);
    assertThat(early.header("retry-after")).hasValue("60");
    clock.move(Duration.ofSeconds(61));
    assertThat(browser.get("/forgot/code?step=" + TestBrowser.hidden(page).get("step")).body())
        .contains("data-seconds=\"0\"");
    page = browser.follow(browser.submit(page, again));
    String digits = mails.next(address).digits();
    assertThat(enter(browser, page, digits).status()).isEqualTo(303);
  }

  /**
   * The user can paste the whole link or only its fragment, even with spaces. Nothing happens
   * before the user clicks the button.
   */
  @Test
  void acceptsTheLinkOfTheMail() {
    TestBrowser browser = scene.browser();
    Reply page = asked(browser);
    Mail mail = mails.next(address);
    assertThat(enter(browser, page, mail.link()).status()).isEqualTo(303);
    TestBrowser other = scene.browser();
    Reply link = other.get("/mail/reset");
    assertThat(link.body()).contains("src=\"/sign-up.js\"", "Code or link from the mail");
    assertThat(enter(other, link, mail.digits()).body()).contains("id=\"problem\"");
    assertThat(enter(other, link, mail.fragment() + "x").status()).isEqualTo(422);
    assertThat(enter(other, link, " " + mail.fragment() + " ").status()).isEqualTo(303);
    page = other.follow(enter(other, link, mail.link()));
    assertThat(location(other.submit(page, Map.of("password", "monty")))).isEqualTo("/forgot/done");
    assertThat(server.calls().get("/api/resource", basic("monty")).status()).isEqualTo(200);
    assertThat(enter(other, link, mail.link()).status()).isEqualTo(422);
  }

  @Test
  void excludesTheMailboxThatRemovedTheFactor() {
    long id = server.account("susan").id();
    server
        .store()
        .inTransaction(
            tx -> {
              new MailboxRecoveryRows(tx).factorsRemoved(id, tx.now());
              return true;
            });
    TestBrowser browser = scene.browser();
    Reply page = asked(browser);
    Reply excluded = enter(browser, page, mails.next(address).digits());
    assertThat(excluded.status()).isEqualTo(409);
    assertThat(excluded.body()).contains("less than 7 days ago");
  }

  @Test
  void storesNoMoreThanTheCalls() {
    long codes = scene.codes();
    long outbox = scene.outbox();
    TestBrowser browser = scene.browser();
    for (String path :
        List.of("/forgot", "/forgot/code", "/forgot/password", "/forgot/done", "/mail/reset")) {
      browser.get(path);
      browser.get(path + "?step=" + "A".repeat(90));
      browser.post(path, Map.of("username", "susan", "code", "12345678"));
    }
    assertThat(scene.codes()).isEqualTo(codes);
    assertThat(scene.outbox()).isEqualTo(outbox);
    ask(browser, "/forgot", "nobody");
    assertThat(scene.codes()).isEqualTo(codes + 1);
    assertThat(scene.outbox()).isEqualTo(outbox + 1);
    for (int i = 0; i < 19; i++) {
      ask(scene.browser(), "/forgot", "nobody");
    }
    Reply throttled = ask(browser, "/forgot", "nobody");
    assertThat(throttled.status()).isEqualTo(429);
    assertThat(throttled.header("retry-after")).isPresent();
    assertThat(scene.codes()).isLessThanOrEqualTo(codes + 20);
  }

  @Test
  void speaksTheLanguageOfTheUser() {
    TestBrowser browser = scene.browser();
    browser.get("/forgot?lang=de");
    Reply page = asked(browser);
    assertThat(heading(page)).isEqualTo("Code eingeben");
    assertThat(mails.next(address).text()).contains("Passwort");
  }
}
