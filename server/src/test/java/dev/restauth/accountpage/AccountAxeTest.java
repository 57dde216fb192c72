package dev.restauth.accountpage;

import dev.restauth.browser.TestBrowser;
import dev.restauth.page.AxePages;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Accessibility of the account pages: axe-core finds no violation. */
class AccountAxeTest extends AccountInBrowser {
  @Test
  void pagesAreAccessible() {
    TestBrowser other = new TestBrowser(server.calls());
    other.submit(other.get("/login"), Map.of("username", "susan", "password", "python"));
    logIn();
    assertAccessible("account", "You are signed in");
    tab.load(url("/account/password"));
    assertAccessible("account-password", "Change your password");
    tab.load(url("/account/email"));
    assertAccessible("account-email", "Your e-mail address");
    tab.load(url("/account/factors"));
    assertAccessible("account-factors", "Second factors");
    tab.load(url("/account/factors/totp"));
    assertAccessible("account-app", "Set up an authenticator app");
    setUpApp();
    assertAccessible("account-codes", "Your recovery codes");
    tab.click("#stored");
    assertAccessible("account-factors-with-app", "Second factors");
  }

  /** Long lists with several pages and the longest possible names. */
  @Test
  void longListsAreAccessible() {
    logIn();
    awaitTitle("You are signed in");
    new CrowdedAccount(server, "susan")
        .sessions(30, "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
        .remembered(20, "A".repeat(255))
        .applications(12, "Application ".repeat(8), "openid profile", Optional.empty())
        .passkeys(
            20, "A security key with a name that is as long as can be".repeat(2).substring(0, 64));
    tab.load(url("/account"));
    assertAccessible("account-crowded", "You are signed in");
    tab.load(url("/account?list=devices&from=10"));
    assertAccessible("account-devices", "Devices and sessions");
    tab.load(url("/account?list=remembered"));
    assertAccessible("account-remembered", "Devices without the second factor");
    tab.load(url("/account?list=applications&from=5"));
    assertAccessible("account-applications", "Applications with access");
    tab.load(url("/account/factors?from=5"));
    assertAccessible("account-passkeys", "Second factors");
  }

  private void assertAccessible(String name, String title) {
    awaitTitle(title);
    AxePages.assertAccessible(tab, name);
  }
}
