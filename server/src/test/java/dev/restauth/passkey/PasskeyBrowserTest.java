package dev.restauth.passkey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.VirtualAuthenticator;
import dev.restauth.page.AxePages;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The passkeys page in Chromium, with virtual authenticators. */
class PasskeyBrowserTest extends PasskeyBrowserScene {

  /**
   * The page's passkey request for autofill is still pending when the user presses the button. The
   * browser refuses a second request unless the page aborts the first one.
   */
  @Test
  void logsInByButtonAndByAutofill() {
    VirtualAuthenticator phone = VirtualAuthenticator.platform(tab);
    page.load().logIn("susan", PASSWORD);
    assertThat(page.names()).isEmpty();
    page.add("Phone", PASSWORD);
    assertThat(page.names()).containsExactly("Phone");
    assertThat(page.about("Phone")).contains("never used", "synchronised");
    assertThat(tab.value("document.querySelectorAll(\"#codes li\").length")).isEqualTo("10");
    assertThat(phone.passkeys()).hasSize(1);

    phone.presence(false);
    page.logOutUntilOffered();
    phone.presence(true);
    page.press("#use-passkey");
    page.awaitAccount();
    assertThat(page.requests()).endsWith("conditional", "window");
    assertThat(page.about("Phone")).contains("last used", "synchronised");
    assertThat(tab.value("document.getElementById(\"codes\").hidden")).isEqualTo("true");

    int before = page.requests().size();
    page.press("#log-out"); // the simulated user accepts the autofill passkey immediately
    tab.await("requests.length > " + before);
    page.awaitAccount();
    assertThat(page.requests()).hasSize(before + 1).endsWith("conditional");
    assertThat(tab.value("document.cookie + localStorage.length + sessionStorage.length"))
        .isEqualTo("00");
  }

  /**
   * A security key without user verification proves only presence. It is therefore a second factor,
   * and cannot log in without the password.
   */
  @Test
  void aSecurityKeyWithoutUserVerificationComesAfterThePassword() {
    VirtualAuthenticator key = VirtualAuthenticator.securityKey(tab);
    page.load().logIn("susan", PASSWORD);
    page.addSecondFactor("Key", PASSWORD);
    assertThat(page.about("Key")).contains("on one device");

    page.logOut();
    page.press("#use-passkey");
    page.awaitMessage("No passkey was used.");
    page.enter("susan", PASSWORD);
    page.awaitVisible("#factor-dialog");
    page.press("#factor-use");
    page.awaitAccount();
    assertThat(page.about("Key")).contains("last used");
    assertThat(key.passkeys()).hasSize(1);
  }

  /**
   * The browser must remove the passkey too, so that it does not offer a passkey that no longer
   * works.
   */
  @Test
  void removesAPasskeyAfterAFreshLogInWithIt() {
    VirtualAuthenticator phone = VirtualAuthenticator.platform(tab);
    page.load().logIn("susan", PASSWORD);
    page.add("Phone", PASSWORD);
    page.rename("Phone", "Old phone");
    assertThat(page.names()).containsExactly("Old phone");

    clock.move(Duration.ofMinutes(6));
    page.remove("Old phone", "wrong");
    page.awaitMessage("The current password is wrong.");
    page.remove("Old phone", PASSWORD);
    page.press("#factor-use");
    page.awaitMessage("“Old phone” was removed.");
    assertThat(page.names()).isEmpty();
    assertThat(phone.passkeys()).isEmpty();

    page.logOut();
    page.logIn("susan", PASSWORD);
  }

  @Test
  void isAccessible() {
    VirtualAuthenticator.platform(tab);
    page.load();
    AxePages.assertAccessible(tab, "passkeys-sign-in");
    page.logIn("susan", PASSWORD);
    page.add("Phone", PASSWORD);
    AxePages.assertAccessible(tab, "passkeys");
    page.press(".remove");
    page.awaitVisible("#password-dialog");
    AxePages.assertAccessible(tab, "passkeys-password");
  }

  @Test
  void explainsWhyANumericAddressHasNoPasskeys() {
    VirtualAuthenticator.platform(tab);
    String digits = page.url().replace("localhost", "127.0.0.1");
    new PasskeyPage(tab, digits).load().awaitMessage("Browsers have no passkeys for addresses");
    assertThat(page.message()).contains(page.url());
    assertThat(tab.value("document.getElementById(\"use-passkey\").hidden")).isEqualTo("true");
    page.logIn("susan", PASSWORD);
  }
}
