package dev.restauth.accountpage;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.VirtualAuthenticator;
import dev.restauth.browser.TestBrowser;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The account pages in Chromium. */
class AccountInBrowserTest extends AccountInBrowser {
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
  void logsOutAnotherDeviceAndShowsNothingAfterTheLogOut() {
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
