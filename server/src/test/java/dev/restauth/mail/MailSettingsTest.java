package dev.restauth.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.config.Loading;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MailSettingsTest {
  private final Path folder;

  MailSettingsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeEach
  void files() throws Exception {
    Files.writeString(folder.resolve("password"), "hunter2\n");
  }

  private Loading complete() {
    return new Loading(folder)
        .flag("smtp-url", "smtp://mail.example.com")
        .flag("mail-from", "no-reply@example.com")
        .flag("public-url", "https://auth.example.com");
  }

  @Test
  void aServerNeedsASenderAndThePlaceOfLinks() {
    assertThat(complete().config().get(MailSettings.SMTP_URL)).isPresent();
    assertThat(new Loading(folder).flag("smtp-url", "smtp://mail.example.com").problems())
        .containsExactly(
            "flag --smtp-url: \"smtp-url\" needs mail-from as well",
            "flag --smtp-url: \"smtp-url\" needs public-url as well");
  }

  @Test
  void aMissingFolderOfTemplatesIsAllowedWithAWarning() throws Exception {
    assertThat(complete().flag("mail-templates", "mails").config().warnings())
        .containsExactly(
            "mail-templates: there is no folder \""
                + folder.resolve("mails")
                + "\": mails have the texts of the program");
    Files.createDirectory(folder.resolve("mails"));
    assertThat(complete().flag("mail-templates", "mails").config().warnings()).isEmpty();
  }

  @Test
  void aUserNeedsAPasswordAndAPasswordAUser() {
    assertThat(
            complete()
                .flag("smtp-user", "ann")
                .flag("smtp-password-file", "password")
                .config()
                .get(MailSettings.SMTP_PASSWORD_FILE))
        .hasValueSatisfying(
            password -> {
              assertThat(password.reveal()).isEqualTo("hunter2");
              assertThat(password.toString()).doesNotContain("hunter2");
            });
    assertThat(complete().flag("smtp-user", "ann").problems())
        .containsExactly("flag --smtp-user: \"smtp-user\" needs smtp-password-file as well");
    assertThat(complete().flag("smtp-password-file", "password").problems())
        .containsExactly(
            "flag --smtp-password-file: \"smtp-password-file\" needs smtp-user as well");
  }

  @Test
  void mailsAreLoggedOnLoopbackOnly() {
    assertThat(new Loading(folder).flag("mail-log", "true").config().get(MailSettings.MAIL_LOG))
        .isTrue();
    assertThat(complete().flag("mail-log", "true").problems())
        .singleElement()
        .asString()
        .endsWith("mails are sent by \"smtp-url\" or logged; choose one");
    assertThat(
            new Loading(folder)
                .flag("host", "0.0.0.0")
                .flag("insecure-http", "true")
                .flag("password-policy", "nist")
                .flag("mail-log", "true")
                .problems())
        .singleElement()
        .asString()
        .endsWith("codes are logged on loopback only; set \"smtp-url\" to send mails");
  }

  /** An operator may have written the password into the URL. */
  @Test
  void aWrongUrlIsNotRepeated() {
    assertThat(complete().flag("smtp-url", "smtp://ann:hunter2@mail.example.com").problems())
        .singleElement()
        .asString()
        .contains("expected smtp://HOST[:PORT]")
        .doesNotContain("hunter2");
  }
}
