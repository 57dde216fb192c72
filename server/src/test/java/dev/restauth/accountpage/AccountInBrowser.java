package dev.restauth.accountpage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.Chromium;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.factor.FactorScene;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server, a browser tab and common steps for tests of the account pages in Chromium. */
abstract class AccountInBrowser {
  private final SetClock clock = new SetClock();

  @RegisterExtension final TestServer server = new TestServer(clock).withAccount("susan", "python");

  private final FactorScene factors = new FactorScene(server, clock);
  private static Chromium browser;
  Chromium.Tab tab;

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
    scripts(true);
  }

  @AfterEach
  void close() {
    scripts(true);
    tab.load(url("/account"));
    if (tab.value("document.getElementById(\"log-out\") !== null").equals("true")) {
      tab.click("#log-out");
      awaitTitle("You are logged out");
    }
    tab.close();
  }

  final void scripts(boolean on) {
    tab.command("Emulation.setScriptExecutionDisabled", Map.of("value", !on));
  }

  final String url(String path) {
    return "http://localhost:" + server.port() + path;
  }

  final void awaitTitle(String title) {
    tab.awaitTitle(title);
  }

  final void logIn() {
    tab.load(url("/account"));
    awaitTitle("Sign in");
    tab.type("#username", "susan");
    tab.type("#password", "python");
    tab.click("#sign-in");
  }

  /** Sets up an authenticator app on the page, and returns its secret. */
  final String setUpApp() {
    tab.load(url("/account/factors"));
    awaitTitle("Second factors");
    tab.click("#add-app");
    awaitTitle("Set up an authenticator app");
    tab.await("document.getElementById(\"qr\").naturalWidth > 0");
    String key = tab.value("document.getElementById(\"key\").textContent").replace(" ", "");
    tab.type("#code", factors.code(FactorScene.totp(key)));
    tab.click("#confirm");
    awaitTitle("Your recovery codes");
    assertThat(tab.value("document.querySelectorAll(\"#codes li\").length")).isEqualTo("10");
    return key;
  }
}
