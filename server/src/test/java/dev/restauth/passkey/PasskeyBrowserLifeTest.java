package dev.restauth.passkey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.VirtualAuthenticator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The scenarios of {@link PasskeyBrowserTest} that only {@code ./test --long} runs. */
@Tag("long")
class PasskeyBrowserLifeTest extends PasskeyBrowserScene {

  @Test
  void aRecoveryCodeReplacesAPasskeyThatIsNotAtHand() {
    VirtualAuthenticator phone = VirtualAuthenticator.platform(tab);
    page.load().logIn("susan", PASSWORD);
    page.add("Phone", PASSWORD);
    String code = tab.value("document.querySelector(\"#codes li\").textContent");
    phone.presence(false);
    page.logOutUntilOffered();

    page.enter("susan", PASSWORD);
    page.awaitVisible("#factor-dialog");
    page.type("#code", "wrong");
    page.press("#factor-form button");
    page.awaitVisible("#factor-wrong");
    page.type("#code", code);
    page.press("#factor-form button");
    page.awaitAccount();
    assertThat(page.names()).containsExactly("Phone");
  }

  /**
   * The backup state of a passkey may change. If its backup eligibility changes, the server refuses
   * the passkey.
   */
  @Test
  void followsTheBackupFlags() {
    VirtualAuthenticator laptop = VirtualAuthenticator.platform(tab, true, false);
    page.load().logIn("susan", PASSWORD);
    page.add("Laptop", PASSWORD);
    assertThat(page.about("Laptop")).contains("on one device");
    String id = laptop.passkeys().getFirst();

    laptop.backup(id, true, true);
    logInAgain(laptop);
    page.awaitAccount();
    assertThat(page.about("Laptop")).contains("synchronised");

    laptop.backup(id, false, false);
    logInAgain(laptop);
    page.awaitMessage("This passkey was not accepted.");
  }

  @Test
  void aUserWhomTheAuthenticatorDoesNotRecogniseStaysOut() {
    VirtualAuthenticator phone = VirtualAuthenticator.platform(tab);
    page.load().logIn("susan", PASSWORD);
    page.add("Phone", PASSWORD);
    phone.verification(false);
    logInAgain(phone);
    page.awaitMessage("No passkey was used.");
    phone.verification(true);
    page.press("#use-passkey");
    page.awaitAccount();
  }

  @Test
  void anAuthenticatorStoresOnePasskeyOfAnAccount() {
    VirtualAuthenticator phone = VirtualAuthenticator.platform(tab);
    page.load().logIn("susan", PASSWORD);
    page.add("Phone", PASSWORD);
    page.type("#new-name", "Again");
    page.press("#add-form [type=submit]");
    page.confirm(PASSWORD);
    page.awaitMessage("This device has a passkey for your account already.");
    assertThat(phone.passkeys()).hasSize(1);
  }

  private void logInAgain(VirtualAuthenticator authenticator) {
    authenticator.presence(false);
    page.logOutUntilOffered();
    authenticator.presence(true);
    page.press("#use-passkey");
  }
}
