package dev.restauth.signup;

import static dev.restauth.signup.SignUpScene.heading;
import static dev.restauth.signup.SignUpScene.location;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.browser.TestBrowser;
import dev.restauth.browser.TrialRequests;
import dev.restauth.email.MailCalls;
import dev.restauth.email.SentMails;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.work.SolvedWork;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The registration page while registration is open. */
class SignUpPagesTest {
  private final SetClock clock = new SetClock();
  private final TrialRequests requests = new TrialRequests();

  @RegisterExtension private final SentMails mails = new SentMails();

  @RegisterExtension
  private final TestServer server = new TestServer(clock, SignUpScene.settings()).with(requests);

  private final SignUpScene scene = new SignUpScene(server, clock, mails, requests);

  private Reply signUp(TestBrowser browser, String path, String username, String password) {
    return browser.submit(browser.get(path), Map.of("username", username, "password", password));
  }

  @Test
  void createsAnAccountLogsInAndContinues() {
    String request = scene.request();
    TestBrowser browser = scene.browser();
    Reply page = browser.get("/signup?request=" + request);
    assertThat(heading(page)).isEqualTo("Sign up");
    assertThat(page.body())
        .contains("Photos", "autocomplete=\"username\"", "autocomplete=\"new-password\"");
    Map<String, String> fields = Map.of("username", "susan", "password", "python");
    Reply reply = browser.submit(page, fields);
    assertThat(location(reply)).isEqualTo("/trial/continue?request=" + request);
    assertThat(scene.isLoggedIn(browser)).isTrue();
    Reply again = browser.submit(page, fields); // as after going back
    assertThat(again.status()).isEqualTo(422);
    assertThat(again.body()).contains("id=\"username-error\">Somebody has this user name");
    assertThat(location(signUp(scene.browser(), "/signup", "david", "python")))
        .isEqualTo("/account");
    assertThat(scene.accounts()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "'', python, username, Choose a user name",
    "a:b, python, username, may not have a colon",
    "<b>\u2603</b>, python, username, may have letters",
    "susan, '', password, Enter a password",
    "susan, a\u0000b, password, control character",
  })
  void showsTheMistakeNextToTheField(String username, String password, String field, String error) {
    TestBrowser browser = scene.browser();
    Reply reply = signUp(browser, "/signup", username, password);
    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.body())
        .containsPattern("id=\"" + field + "-error\">[^<]*" + error)
        .contains("value=\"" + username.replace("<", "&lt;") + "\"")
        .doesNotContain("python", "<b>");
    assertThat(scene.accounts()).isZero();
    assertThat(scene.isLoggedIn(browser)).isFalse();
  }

  /** A name may look like HTML, or be written from right to left. */
  @ParameterizedTest
  @CsvSource({"<b>x</b>, &lt;b>x&lt;/b>", "\u05d3\u05d5\u05d3, \u05d3\u05d5\u05d3"})
  void showsNamesAsTheyAre(String username, String shown) {
    TestBrowser browser = scene.browser();
    assertThat(location(signUp(browser, "/signup", username, "python"))).isEqualTo("/account");
    assertThat(browser.get("/account").body().replace("&gt;", ">"))
        .contains("<bdi>" + shown + "</bdi>");
  }

  @Test
  void takesAnAddressThatIsConfirmedLater() {
    TestBrowser browser = scene.browser();
    Reply page = browser.get("/signup");
    String address = MailCalls.freshAddress();
    Map<String, String> wrong =
        Map.of("username", "susan", "password", "python", "email", "susan@");
    assertThat(browser.submit(page, wrong).body()).contains("id=\"email-error\"");
    assertThat(scene.accounts()).isZero();
    Map<String, String> right = Map.of("username", "susan", "password", "python", "email", address);
    assertThat(location(browser.submit(page, right))).isEqualTo("/account");
    assertThat(mails.next(address).link()).contains("/mail/confirm#");
  }

  @Test
  void takesOnlyFormsOfTheBrowserItself() {
    TestBrowser browser = scene.browser();
    Reply page = browser.get("/signup");
    Map<String, String> fields = Map.of("username", "susan", "password", "python");
    assertThat(scene.browser().submit(page, fields).status()).isEqualTo(403);
    assertThat(browser.submit(page, fields, "Origin: https://evil.example").status())
        .isEqualTo(403);
    assertThat(browser.post("/signup", fields).status()).isEqualTo(403);
    String sealed = scene.request();
    browser.get("/signup?request=" + sealed);
    Map<String, String> other = Map.of("username", "a", "password", "b", "request", sealed);
    assertThat(browser.submit(page, other).status()).isEqualTo(403);
    assertThat(scene.browser().get("/signup?request=" + sealed).status()).isEqualTo(400);
    assertThat(scene.accounts()).isZero();
  }

  @Test
  void twoTabsGoOnToTheirOwnApplications() {
    TestBrowser browser = scene.browser();
    String first = scene.request();
    String second = scene.request();
    Reply one = browser.get("/signup?request=" + first);
    Reply two = browser.get("/signup?request=" + second);
    assertThat(location(browser.submit(two, Map.of("username", "b", "password", "python"))))
        .endsWith(second);
    assertThat(location(browser.submit(one, Map.of("username", "a", "password", "python"))))
        .endsWith(first);
  }

  @ParameterizedTest
  @CsvSource({
    "invited, You need an invitation to sign up",
    "closed, You cannot sign up here",
  })
  void saysThatItIsClosed(String mode, String title) {
    TestBrowser browser = scene.browser();
    Reply open = browser.get("/signup");
    server.restart(SignUpScene.settings("registration", mode));
    browser = scene.again(browser);
    Reply page = browser.get("/signup");
    assertThat(page.status()).isEqualTo(403);
    assertThat(heading(page)).isEqualTo(title);
    Reply posted = browser.submit(open, Map.of("username", "susan", "password", "python"));
    assertThat(posted.status()).isEqualTo(403);
    assertThat(heading(posted)).isEqualTo(title);
    assertThat(scene.accounts()).isZero();
  }

  /** Otherwise a bot could use the pages to bypass the proof of work that the API requires. */
  @Test
  void requiresTheProofOfWorkOfTheCalls() {
    server.restart(SignUpScene.settings("sign-up-work", "8"));
    TestBrowser browser = scene.browser();
    Reply page = browser.get("/signup");
    assertThat(page.body()).contains("data-challenges=\"/api/sign-up-work\"", "<noscript>");
    Map<String, String> fields = Map.of("username", "susan", "password", "python");
    Reply refused = browser.submit(page, fields);
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.body()).contains("allow scripts for this page");
    Reply forgot = browser.submit(browser.get("/forgot"), Map.of("username", "susan"));
    assertThat(forgot.status()).isEqualTo(422);
    assertThat(scene.accounts() + scene.codes() + scene.outbox()).isZero();
    String work = SolvedWork.header(server.calls()).replace("Sign-Up-Work: ", "");
    assertThat(location(browser.submit(page, with(fields, "work", work)))).isEqualTo("/account");
    Map<String, String> other = Map.of("username", "david", "password", "python", "work", work);
    assertThat(browser.submit(page, other).status()).isEqualTo(422);
  }

  private static Map<String, String> with(Map<String, String> fields, String name, String value) {
    Map<String, String> all = new HashMap<>(fields);
    all.put(name, value);
    return all;
  }
}
