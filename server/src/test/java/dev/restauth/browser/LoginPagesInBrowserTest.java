package dev.restauth.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.Chromium;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.VirtualAuthenticator;
import dev.restauth.email.MailCalls;
import dev.restauth.email.SentMails;
import dev.restauth.factor.FactorScene;
import dev.restauth.http.HttpCalls;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The log-in pages in Chromium. */
class LoginPagesInBrowserTest {
  private final SetClock clock = new SetClock();

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, settings()).withAccount("susan", "python");

  @RegisterExtension private final SentMails mails = new SentMails();

  private final FactorScene factors = new FactorScene(server, clock);
  private final MailCalls mail = new MailCalls(server, clock, mails);
  private static Chromium browser;
  private Chromium.Tab tab;

  private static Map<String, String> settings() {
    return Map.of("mail-log", "true", "email-login", "on", "remembered-devices", "on");
  }

  @BeforeAll
  static void startBrowser() {
    browser = Chromium.start();
  }

  @AfterAll
  static void stopBrowser() {
    browser.close();
  }

  @BeforeEach
  void open() {
    tab = browser.open();
  }

  @AfterEach
  void close() {
    tab.close();
  }

  private String url(String path) {
    return "http://localhost:" + server.port() + path;
  }

  private void awaitTitle(String title) {
    tab.awaitTitle(title);
  }

  private void enter(String username, String password) {
    tab.load(url("/login"));
    tab.type("#username", username);
    tab.type("#password", password);
    tab.click("#sign-in");
  }

  private void logOut() {
    awaitTitle("You are signed in");
    tab.click("#log-out");
    awaitTitle("You are logged out");
  }

  @Test
  void logsInByPasswordAndByCode() {
    enter("susan", "wrong");
    tab.await("document.getElementById(\"problem\")?.hidden === false");
    assertThat(tab.value("document.getElementById(\"username\").value")).isEqualTo("susan");
    enter("susan", "python");
    awaitTitle("You are signed in");
    assertThat(tab.value("document.cookie")).isEmpty();
    logOut();

    FactorScene.App app = factors.enrol("susan");
    enter("susan", "python");
    awaitTitle("Enter your code");
    tab.type("#code", factors.code(app.totp()));
    tab.click("#sign-in");
    logOut();
  }

  /**
   * While the simulated user is present, they accept the passkey that autofill offers, without a
   * click. To test the button, the test therefore loads the page while the user is absent.
   */
  @Test
  void logsInByPasskey() {
    VirtualAuthenticator phone = VirtualAuthenticator.platform(tab);
    register(phone);
    phone.presence(false);
    tab.load(url("/login"));
    tab.await("document.getElementById(\"passkey\")?.hidden === false");
    phone.presence(true);
    tab.click("#passkey");
    logOut();

    tab.load(url("/login"));
    awaitTitle("You are signed in");
    logOut();

    phone.presence(false);
    enter("susan", "python");
    awaitTitle("Use your passkey");
    phone.presence(true);
    tab.await("document.getElementById(\"passkey\")?.hidden === false");
    tab.click("#passkey");
    logOut();
  }

  /**
   * The simulated user immediately accepts the passkey that the autofill of the user name field
   * offers.
   */
  @Test
  void logsInByAutofill() {
    VirtualAuthenticator phone = VirtualAuthenticator.platform(tab);
    register(phone);
    tab.load(url("/login"));
    logOut();
  }

  /**
   * In a remembered browser, the server asks only for the password. Scripts cannot read the cookie
   * by which the server recognises the browser.
   */
  @Test
  void isNotAskedOnARememberedDevice() {
    FactorScene.App app = factors.enrol("susan");
    enter("susan", "python");
    awaitTitle("Enter your code");
    tab.type("#code", factors.code(app.totp()));
    tab.click("#remember");
    tab.click("#sign-in");
    logOut();
    enter("susan", "python");
    logOut();
    assertThat(tab.value("document.cookie")).isEmpty();
  }

  @Test
  void logsInByARecoveryCode() {
    FactorScene.App app = factors.enrol("susan");
    enter("susan", "python");
    awaitTitle("Enter your code");
    tab.click("#recovery");
    awaitTitle("Enter a recovery code");
    tab.type("#code", app.recoveryCodes().getFirst());
    tab.click("#sign-in");
    awaitTitle("You used a recovery code");
    tab.click("#continue");
    logOut();
  }

  /**
   * The link in a mail logs in the requesting browser with one click. In any other browser it shows
   * the code.
   */
  @Test
  void logsInByTheLinkOfAMail() {
    String address = MailCalls.freshAddress();
    String david = HttpCalls.basic("david", "python");
    assertThat(server.calls().register("david", "python").status()).isEqualTo(201);
    assertThat(mail.change(david, address).status()).isEqualTo(202);
    assertThat(mail.confirm(david, mails.next(address).digits()).status()).isEqualTo(204);
    mail.later();
    tab.load(url("/login"));
    tab.click("#mailed-code");
    awaitTitle("Sign in with a mailed code");
    tab.type("#email", address);
    tab.click("#send");
    awaitTitle("Enter the mailed code");
    // The mail has no link, because the server has no public URL.
    SentMails.Mail sent = mails.next(address);
    String request =
        server
            .store()
            .reading(
                tx ->
                    tx.sql()
                        .one(
                            "SELECT request FROM one_time_code WHERE purpose = 'login'",
                            row -> row.text("request"))
                        .orElseThrow());
    String fragment = request + "." + sent.digits().replace(" ", "");

    try (Chromium.Tab other = browser.open()) {
      other.load(url("/login/link#" + fragment));
      other.await("document.getElementById(\"digits\")?.hidden === false");
      assertThat(other.value("document.getElementById(\"digits\").textContent"))
          .isEqualTo(sent.digits());
      assertThat(other.value("location.hash")).isEmpty();
    }
    tab.load(url("/login/link#" + fragment));
    tab.await("document.getElementById(\"by-link\")?.hidden === false");
    assertThat(tab.value("location.hash")).isEmpty();
    tab.click("#sign-in");
    logOut();
  }

  @Test
  void showsNoCachedPageAfterALogOut() {
    enter("susan", "python");
    awaitTitle("You are signed in");
    tab.click("#log-out");
    awaitTitle("You are logged out");
    JsonNode history = tab.command("Page.getNavigationHistory", Map.of());
    JsonNode before = history.get("entries").get(history.get("currentIndex").asInt() - 1);
    var _ = tab.command("Page.navigateToHistoryEntry", Map.of("entryId", before.get("id").asInt()));
    awaitTitle("Sign in");
    assertThat(tab.value("document.body.textContent")).doesNotContain("susan");
  }

  /**
   * If the user goes back to a cached page that answered a form, the browser requests the page
   * again, but does not send the form again.
   */
  @Test
  void cachedPageIsRequestedAgain() {
    enter("susan", "wrong");
    tab.await("document.getElementById(\"problem\")?.hidden === false");
    var _ = tab.value("dispatchEvent(new PageTransitionEvent(\"pageshow\", {persisted: true}))");
    tab.await("document.getElementById(\"problem\")?.hidden === true");
    awaitTitle("Sign in");
    assertThat(tab.value("document.getElementById(\"password\").value")).isEmpty();
  }

  @Test
  void worksWithoutScripts() {
    FactorScene.App app = factors.enrol("susan");
    var _ = tab.command("Emulation.setScriptExecutionDisabled", Map.of("value", true));
    enter("susan", "python");
    awaitTitle("Enter your code");
    tab.type("#code", factors.code(app.totp()));
    tab.click("#sign-in");
    logOut();
  }

  /** Registers a passkey on the passkeys page. */
  private void register(VirtualAuthenticator phone) {
    tab.load(url("/passkeys"));
    tab.await("!document.getElementById(\"login\").hidden");
    tab.type("#username", "susan");
    tab.type("#password", "python");
    tab.click("#password-form [type=submit]");
    tab.await("!document.getElementById(\"account\").hidden");
    tab.type("#new-name", "Phone");
    tab.click("#add-form [type=submit]");
    tab.await("document.getElementById(\"password-dialog\").open");
    tab.type("#current-password", "python");
    tab.click("#password-dialog [type=submit]");
    tab.await("document.querySelectorAll(\"#codes li\").length === 10");
    assertThat(phone.passkeys()).hasSize(1);
  }
}
