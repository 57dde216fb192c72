package dev.restauth.signup;

import static dev.restauth.oauth.OidcScene.request;
import static dev.restauth.oauth.OidcScene.url;
import static dev.restauth.oauth.OidcScene.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.Chromium;
import dev.restauth.SetClock;
import dev.restauth.TestPort;
import dev.restauth.TestServer;
import dev.restauth.email.MailCalls;
import dev.restauth.email.SentMails;
import dev.restauth.email.SentMails.Mail;
import dev.restauth.http.HttpCalls;
import dev.restauth.oauth.OidcScene;
import dev.restauth.page.AxePages;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The pages for registration and for a forgotten password in Chromium, from an application's
 * request to the response.
 */
class SignUpInBrowserTest {
  private static final TestPort PORT = TestPort.reserve();
  private static final String CLIENT = "native";
  private static Chromium browser;

  private final SetClock clock = new SetClock();

  @RegisterExtension private final SentMails mails = new SentMails();

  @RegisterExtension
  private final TestServer server =
      new TestServer(
          clock,
          Map.of(
              "port",
              Integer.toString(PORT.number()),
              "public-url",
              "http://localhost:" + PORT.number(),
              "mail-log",
              "true",
              "email-login",
              "on"));

  private final MailCalls mail = new MailCalls(server, clock, mails);
  private Chromium.Tab tab;

  @BeforeAll
  static void startBrowser() {
    browser = Chromium.start();
  }

  @AfterAll
  static void stopBrowser() {
    browser.close();
    PORT.close();
  }

  @BeforeEach
  void open() {
    var _ =
        new OidcScene(server)
            .clients()
            .add(
                CLIENT,
                "{'token_endpoint_auth_method':'none','redirect_uris':['http://127.0.0.1/cb']}");
    tab = browser.open();
  }

  @AfterEach
  void close() {
    tab.close();
  }

  private String at(String path) {
    return "http://localhost:" + server.port() + path;
  }

  private void scripts(boolean run) {
    var _ = tab.command("Emulation.setScriptExecutionDisabled", Map.of("value", !run));
  }

  /** Sends an application's request, and opens a page to which the log-in page links. */
  private void begin(String page) {
    String callback = "http://127.0.0.1:" + server.port() + "/cb";
    tab.load(at(url(with(request(CLIENT, callback)))));
    awaitTitle("Sign in");
    String login = tab.value("location.pathname + location.search");
    tab.load(at(login.replace("/login", page)));
  }

  private void awaitTitle(String title) {
    tab.awaitTitle(title);
  }

  /** Waits until the application has a response. Consents if the page asks for it. */
  private void awaitAnswer() {
    tab.await("location.pathname === \"/cb\" || document.getElementById(\"allow\") !== null");
    if (!tab.value("location.pathname").equals("/cb")) {
      tab.click("#allow");
    }
    tab.await("location.pathname === \"/cb\"");
    assertThat(tab.value("location.search")).contains("code=", "state=");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void signsUp(boolean scripted) {
    scripts(scripted);
    begin("/signup");
    awaitTitle("Sign up");
    tab.type("#username", "susan");
    tab.type("#password", "a:b");
    tab.type("#email", "susan@example.com");
    tab.click("#sign-up");
    awaitAnswer();
    assertThat(mails.next("susan@example.com").link()).contains("/mail/confirm#");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void setsAForgottenPassword(boolean scripted) {
    String address = mail.withAddress("susan", "python");
    scripts(scripted);
    begin("/forgot");
    awaitTitle("Forgot your password?");
    tab.type("#username", address);
    tab.click("#send");
    awaitTitle("Enter the code");
    tab.await("document.getElementById(\"again\").disabled === " + scripted);
    tab.type("#code", mails.next(address).digits());
    tab.click("#continue");
    awaitTitle("Set a new password");
    tab.type("#password", "monty");
    tab.click("#set");
    awaitTitle("Your new password is set");
    tab.click("main a");
    awaitTitle("Sign in");
    tab.type("#username", "susan");
    tab.type("#password", "monty");
    tab.click("#sign-in");
    awaitAnswer();
  }

  /**
   * The script removes the code from the browser's address bar. Without the script the user pastes
   * the link.
   */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void opensTheLinkOfAMail(boolean scripted) {
    String address = mail.withAddress("susan", "python");
    mail.asked(address);
    Mail sent = mails.next(address);
    scripts(scripted);
    tab.load(sent.link());
    awaitTitle("Set a new password");
    if (scripted) {
      tab.await("location.hash === \"\" && document.getElementById(\"link-field\").hidden");
      tab.click("#languages [value=de]");
      tab.await(
          "document.documentElement?.lang === \"de\" && document.readyState === \"complete\"");
      tab.await("location.hash === \"\" && document.getElementById(\"link-field\")?.hidden");
      assertThat(tab.value("document.getElementById(\"code\").value")).isEqualTo(sent.fragment());
      tab.click("#languages [value=en]");
      awaitTitle("Set a new password");
      tab.await("location.hash === \"\" && document.getElementById(\"link-field\")?.hidden");
    } else {
      tab.type("#code", sent.link());
    }
    assertThat(tab.requests()).noneMatch(each -> each.contains(sent.secret()));
    tab.click("#continue");
    tab.await("document.getElementById(\"set\") !== null");
    tab.type("#password", "monty");
    tab.click("#set");
    awaitTitle("Your new password is set");
  }

  /** The pages follow WCAG 2.2, on narrow and wide screens, in light and dark mode. */
  @Test
  void isAccessible() {
    String address = mail.withAddress("susan", "python");
    for (String page :
        List.of(
            "/signup",
            "/mail/invitation",
            "/mail/confirm",
            "/mail/undo",
            "/mail/reset",
            "/mail/lost-factor",
            "/login/link#b0WbU3dQ2nOa1oZyQ4sXtA.12345678")) {
      tab.load(at(page));
      AxePages.assertAccessible(tab, page.substring(1).replaceFirst("#.*", "").replace('/', '-'));
    }
    begin("/forgot");
    AxePages.assertAccessible(tab, "forgot");
    tab.type("#username", address);
    tab.click("#send");
    awaitTitle("Enter the code");
    AxePages.assertAccessible(tab, "forgot-code");
    tab.type("#code", mails.next(address).digits());
    tab.click("#continue");
    awaitTitle("Set a new password");
    AxePages.assertAccessible(tab, "forgot-password");
  }

  @Test
  void pagesForAMailedCodeAreAccessible() {
    String address = mail.withAddress("susan", "python");
    tab.load(at("/login/code"));
    AxePages.assertAccessible(tab, "login-code");
    tab.type("#email", address);
    tab.click("#send");
    awaitTitle("Enter the mailed code");
    AxePages.assertAccessible(tab, "login-code-enter");
  }

  /**
   * Sends a mailed code through a page that a mail links to, without the script that reads the code
   * from the link.
   */
  private void present(String page, String code) {
    tab.load(at(page));
    tab.type("#code", code);
    tab.click("main form button");
  }

  /** The pages that users see after they have sent a correct, a wrong or a used code. */
  @Test
  void resultsOfMailsAreAccessible() {
    String address = mail.withAddress("susan", "python");
    present("/mail/reset", "12345678");
    tab.await("document.getElementById(\"problem\")?.hidden === false");
    AxePages.assertAccessible(tab, "mail-reset-wrong");
    String second = MailCalls.freshAddress();
    Mail notice = mail.changed(HttpCalls.basic("susan", "python"), address, second);
    present("/mail/undo", notice.link());
    awaitTitle("The change is undone");
    AxePages.assertAccessible(tab, "mail-undone");
    present("/mail/undo", notice.link());
    tab.await("document.getElementById(\"problem\")?.hidden === false");
    AxePages.assertAccessible(tab, "mail-undo-used");
    present("/mail/confirm", notice.link());
    awaitTitle("Sign in");
    AxePages.assertAccessible(tab, "mail-confirm-login");
    var _ =
        server.operate("user.invite", Map.of("email", second, "language", "en", "expires", "72h"));
    present("/mail/invitation", mails.nextWithCode(second).link());
    awaitTitle("Accept the invitation");
    AxePages.assertAccessible(tab, "mail-invited");
    tab.load(at("/signup/code?step=x"));
    awaitTitle("This step has ended");
    AxePages.assertAccessible(tab, "mail-ended");
    tab.load(at("/forgot/done"));
    awaitTitle("Your new password is set");
    AxePages.assertAccessible(tab, "forgot-done");
  }

  /**
   * The page's script computes the proof of work, which the server requires from the page as it
   * does from other clients.
   */
  @Test
  void doesTheProofOfWork() {
    server.restart(
        Map.of(
            "port",
            Integer.toString(PORT.number()),
            "mail-log",
            "true",
            "public-url",
            "http://localhost:" + PORT.number(),
            "sign-up-work",
            "12"));
    tab.load(at("/signup"));
    tab.type("#username", "susan");
    tab.type("#password", "python");
    tab.click("#sign-up");
    awaitTitle("You are signed in");
  }
}
