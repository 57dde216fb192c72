package dev.restauth.accountpage;

import dev.restauth.browser.TestBrowser;
import dev.restauth.page.AxePages;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The accessibility of the pages of an account: axe-core finds no violation. */
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

  private void assertAccessible(String name, String title) {
    awaitTitle(title);
    AxePages.assertAccessible(tab, name);
  }
}
