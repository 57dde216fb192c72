package dev.restauth.registration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.config.Loading;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistrationSettingsTest {
  private static final String SETTINGS =
      ": set smtp-url, mail-from and public-url, or mail-log for development on loopback";

  @TempDir private Path folder;

  private Loading loading(String mode) {
    return new Loading(folder).flag("registration", mode);
  }

  @Test
  void aServerThatConfirmsAddressesSendsMails() {
    assertThat(loading("verified").problems())
        .containsExactly(
            "flag --registration: nobody can confirm an address without mail" + SETTINGS);
    assertThat(loading("verified").flag("mail-log", "true").config().warnings()).isEmpty();
    assertThat(
            loading("verified")
                .flag("smtp-url", "smtp://mail.example.com")
                .flag("mail-from", "no-reply@example.com")
                .flag("public-url", "https://auth.example.com")
                .config()
                .warnings())
        .isEmpty();
    assertThat(loading("verified").flag("smtp-url", "x").problems())
        .as("one mistake, one message")
        .singleElement()
        .asString()
        .contains("smtp-url");
  }

  /**
   * The server starts, with a warning, because invitations that it mailed earlier are still valid.
   */
  @Test
  void aServerThatInvitesIsWarned() {
    assertThat(loading("invited").config().warnings())
        .containsExactly("registration: nobody can be invited without mail" + SETTINGS);
    assertThat(loading("invited").flag("mail-log", "true").config().warnings()).isEmpty();
  }

  @Test
  void othersNeedNoMail() {
    assertThat(loading("open").config().warnings()).isEmpty();
    assertThat(loading("closed").config().warnings()).isEmpty();
  }
}
