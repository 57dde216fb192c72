package dev.restauth.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.Chromium;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.VirtualAuthenticator;
import dev.restauth.factor.FactorScene;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The pages on which users log in, in Chromium. */
class LoginPagesInBrowserTest {
  private final SetClock clock = new SetClock();

  @RegisterExtension
  private final TestServer server = new TestServer(clock).withAccount("susan", "python");

  private final FactorScene factors = new FactorScene(server, clock);
  private static Chromium browser;
  private Chromium.Tab tab;

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
    tab.await("document.querySelector(\"h1\")?.textContent === \"" + title + "\"");
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
    tab.await("!document.getElementById(\"problem\").hidden");
    assertThat(tab.value("document.getElementById(\"username\").value")).isEqualTo("susan");
    enter("susan", "python");
    assertThat(tab.value("document.cookie")).isEmpty();
    logOut();

    FactorScene.App app = factors.enrol("susan");
    enter("susan", "python");
    awaitTitle("Enter your code");
    tab.type("#code", factors.code(app.totp()));
    tab.click("#sign-in");
    logOut();
  }

  /** What autofill offers, the simulated user takes at once, without a click. */
  @Test
  void logsInByPasskey() {
    VirtualAuthenticator phone = VirtualAuthenticator.platform(tab);
    register(phone);
    phone.presence(false);
    tab.load(url("/login"));
    tab.await("!document.getElementById(\"passkey\").hidden");
    phone.presence(true);
    tab.click("#passkey");
    logOut();

    tab.load(url("/login"));
    awaitTitle("You are signed in");
    logOut();

    phone.presence(false);
    enter("susan", "python");
    awaitTitle("Enter your code");
    phone.presence(true);
    tab.await("!document.getElementById(\"passkey\").hidden");
    tab.click("#passkey");
    logOut();
  }

  /** On the page for passkeys. */
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
