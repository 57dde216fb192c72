package dev.restauth.passkey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.Chromium;
import dev.restauth.TestServer;
import dev.restauth.VirtualAuthenticator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The page for passkeys in Chromium, with the real server and authenticators that the browser simulates. */
class PasskeyBrowserTest {
  private static final String PASSWORD = "python";

  @RegisterExtension
  private final TestServer server = new TestServer().withAccount("susan", PASSWORD);

  private static Chromium browser;
  private Chromium.Tab tab;
  private PasskeyPage page;

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
    page = new PasskeyPage(tab, "http://localhost:" + server.port() + "/passkeys");
  }

  @AfterEach
  void close() {
    tab.close();
  }

  /** Autofill waits while the button is pressed: a browser refuses the second request unless the page ends the first. */
  @Test
  void logsInByButtonAndByAutofill() {
    VirtualAuthenticator phone = VirtualAuthenticator.platform(tab);
    page.load().logIn("susan", PASSWORD);
    assertThat(page.names()).isEmpty();
    page.add("Phone", PASSWORD);
    assertThat(page.names()).containsExactly("Phone");
    assertThat(page.about("Phone")).contains("not used yet", "synchronised");
    assertThat(tab.value("document.querySelectorAll(\"#codes li\").length")).isEqualTo("10");
    assertThat(phone.passkeys()).hasSize(1);

    phone.presence(false);
    page.logOut();
    phone.presence(true);
    page.press("#use-passkey");
    page.awaitAccount();
    assertThat(page.about("Phone")).contains("last used", "synchronised");
    assertThat(tab.value("document.getElementById(\"codes\").hidden")).isEqualTo("true");

    page.press("#log-out");
    page.awaitMessage("");
    tab.await("document.getElementById(\"account\").hidden");
    page.awaitAccount(); // the simulated user takes what autofill offers, without a click
    assertThat(tab.value("document.cookie + localStorage.length + sessionStorage.length"))
        .isEqualTo("00");
  }
}
