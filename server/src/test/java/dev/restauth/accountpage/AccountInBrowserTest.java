package dev.restauth.accountpage;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.Chromium;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.VirtualAuthenticator;
import dev.restauth.browser.TestBrowser;
import dev.restauth.factor.FactorScene;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The pages of an account, in Chromium. */
class AccountInBrowserTest {
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

  private void scripts(boolean on) {
    tab.command("Emulation.setScriptExecutionDisabled", Map.of("value", !on));
  }

  private String url(String path) {
    return "http://localhost:" + server.port() + path;
  }

  private void awaitTitle(String title) {
    tab.await("document.querySelector(\"h1\")?.textContent === \"" + title + "\"");
  }

  private void logIn() {
    tab.load(url("/account"));
    awaitTitle("Sign in");
    tab.type("#username", "susan");
    tab.type("#password", "python");
    tab.click("#sign-in");
  }

  /** Sets up an app on the page; returns its key. */
  private String setUpApp() {
    tab.load(url("/account/factors"));
    awaitTitle("Second factors");
    tab.click("#add-app");
    awaitTitle("Set up an authenticator app");
    assertThat(tab.value("document.getElementById(\"qr\").naturalWidth > 0")).isEqualTo("true");
    String key = tab.value("document.getElementById(\"key\").textContent").replace(" ", "");
    tab.type("#code", factors.code(FactorScene.totp(key)));
    tab.click("#confirm");
    awaitTitle("Your recovery codes");
    assertThat(tab.value("document.querySelectorAll(\"#codes li\").length")).isEqualTo("10");
    return key;
  }

  @Test
  void setsUpAnApp() {
    logIn();
    awaitTitle("You are signed in");
    setUpApp();
    tab.await("document.getElementById(\"print\")?.hidden === false");
    assertThat(tab.value("document.cookie")).isEmpty();
    tab.click("#stored");
    awaitTitle("Second factors");
    assertThat(tab.value("document.getElementById(\"app\") !== null")).isEqualTo("true");
  }

  @Test
  void endsAnotherDeviceAndShowsNothingAfterTheLogOut() {
    TestBrowser other = new TestBrowser(server.calls());
    other.submit(other.get("/login"), Map.of("username", "susan", "password", "python"));
    logIn();
    awaitTitle("You are signed in");
    tab.click("li:has(#device-2) button");
    tab.await("document.querySelector(\".notice\") !== null");
    assertThat(tab.value("document.getElementById(\"device-2\") === null")).isEqualTo("true");
    assertThat(other.get("/account").status()).isEqualTo(303);

    tab.click("#log-out");
    awaitTitle("You are logged out");
    tab.value("history.back()");
    awaitTitle("Sign in");
    assertThat(tab.value("document.body.textContent")).doesNotContain("Devices and sessions");
  }

  @Test
  void addsAPasskeyAsTheFirstFactor() {
    VirtualAuthenticator phone = VirtualAuthenticator.platform(tab);
    logIn();
    awaitTitle("You are signed in");
    tab.load(url("/account/factors"));
    tab.await("document.getElementById(\"add-passkey\")?.hidden === false");
    tab.type("#new-name", "Phone");
    tab.click("#add");
    tab.await("document.querySelectorAll(\"#new-codes li\").length === 10");
    assertThat(phone.passkeys()).hasSize(1);
    tab.click("#stored");
    tab.await("document.querySelector(\".notice\") !== null");
    assertThat(tab.value("document.getElementById(\"passkey-1\").textContent")).contains("Phone");
    assertThat(server.calls().get("/api/token", basic("susan", "python")).status()).isEqualTo(401);
  }

  @Test
  void worksWithoutScripts() {
    scripts(false);
    logIn();
    awaitTitle("You are signed in");
    setUpApp();
    assertThat(tab.value("document.getElementById(\"print\").hidden")).isEqualTo("true");
    tab.click("#stored");
    awaitTitle("Second factors");
    assertThat(tab.value("document.getElementById(\"add-passkey\").hidden")).isEqualTo("true");
    assertThat(tab.value("document.querySelector(\"noscript\").textContent")).isNotEmpty();
  }
}
