package dev.restauth.signup;

import static dev.restauth.signup.SignUpScene.heading;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.browser.TestBrowser;
import dev.restauth.browser.TrialRequests;
import dev.restauth.email.Rows;
import dev.restauth.email.SentMails;
import dev.restauth.factor.FactorScene;
import dev.restauth.http.HttpCalls.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Going back and reloading on the sign-up pages. Each test reloads every page, and at the end
 * returns to every page and sends every form again. The response must be a page or redirect to one,
 * and no action may happen twice.
 */
class BackAndReloadTest {
  private final SetClock clock = new SetClock();
  private final TrialRequests requests = new TrialRequests();

  @RegisterExtension private final SentMails mails = new SentMails();

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, SignUpScene.settings("email-login", "on")).with(requests);

  private final SignUpScene scene = new SignUpScene(server, clock, mails, requests);
  private final List<String> opened = new ArrayList<>();
  private final List<Sent> sent = new ArrayList<>();

  /** A form that was sent. */
  private record Sent(Reply page, Map<String, String> values) {}

  /** Opens a page, and reloads it. */
  private Reply open(TestBrowser browser, String path) {
    opened.add(path);
    Reply page = browser.get(path);
    assertThat(page.status()).as(path + page.body()).isEqualTo(200);
    Reply again = browser.get(path);
    assertThat(again.status()).as("reloaded " + path).isEqualTo(200);
    assertThat(heading(again)).isEqualTo(heading(page));
    return again;
  }

  /** Sends a form, and returns the path to which the response redirects. */
  private String send(TestBrowser browser, Reply page, Map<String, String> values) {
    sent.add(new Sent(page, values));
    return SignUpScene.location(browser.submit(page, values));
  }

  /** Goes back to each page that the browser has shown, and sends each form again. */
  private void goBack(TestBrowser browser) {
    for (String path : opened) {
      assertSane(path, browser.get(path));
    }
    for (Sent form : sent) {
      assertSane("form of " + heading(form.page()), browser.submit(form.page(), form.values()));
    }
  }

  private static void assertSane(String what, Reply reply) {
    assertThat(reply.status()).as(what + reply.body()).isIn(200, 303, 400, 403, 409, 422, 429);
    if (reply.status() != 303) {
      assertThat(reply.body()).as(what).contains("<main", "<h1>");
    }
  }

  private long count() {
    return scene.accounts() + 100 * Rows.count(server, "SELECT count(*) AS n FROM browser_session");
  }

  @Test
  void signingUp() {
    TestBrowser browser = scene.browser();
    Reply form = open(browser, "/signup?request=" + scene.request());
    assertThat(send(browser, form, Map.of("username", "susan", "password", "python")))
        .startsWith("/trial/continue");
    long before = count();
    goBack(browser);
    assertThat(count()).isEqualTo(before).isEqualTo(101);
  }

  @Test
  void loggingInWithTwoFactors() {
    server.calls().register("susan", "python");
    FactorScene factors = new FactorScene(server, clock);
    FactorScene.App app = factors.enrol("susan");
    clock.move(Duration.ofSeconds(90));
    TestBrowser browser = scene.browser();
    Reply login = open(browser, "/login?request=" + scene.request());
    Reply factor =
        open(browser, send(browser, login, Map.of("username", "susan", "password", "python")));
    assertThat(send(browser, factor, Map.of("code", factors.code(app.totp()))))
        .startsWith("/trial/continue");
    long before = count();
    goBack(browser);
    assertThat(count()).isEqualTo(before).isEqualTo(101);
  }

  @Test
  void settingAForgottenPassword() {
    String address = scene.mail().withAddress("susan", "python");
    TestBrowser browser = scene.browser();
    Reply ask = open(browser, "/forgot?request=" + scene.request());
    Reply code = open(browser, send(browser, ask, Map.of("username", "susan")));
    Reply password =
        open(browser, send(browser, code, Map.of("code", mails.next(address).digits())));
    open(browser, send(browser, password, Map.of("password", "monty")));
    long before = count();
    goBack(browser);
    assertThat(count()).isEqualTo(before).isEqualTo(1);
    Reply login = browser.get("/login");
    assertThat(browser.submit(login, Map.of("username", "susan", "password", "monty")).status())
        .isEqualTo(303);
  }

  @Test
  void loggingInWithAMailedCode() {
    String address = scene.mail().withAddress("susan", "python");
    TestBrowser browser = scene.browser();
    Reply ask = open(browser, "/login/code?request=" + scene.request());
    Reply code = open(browser, send(browser, ask, Map.of("email", address)));
    assertThat(send(browser, code, Map.of("code", mails.next(address).digits())))
        .startsWith("/trial/continue");
    long before = count();
    goBack(browser);
    assertThat(count()).isEqualTo(before).isEqualTo(101);
  }
}
