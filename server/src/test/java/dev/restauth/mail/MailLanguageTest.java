package dev.restauth.mail;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import dev.restauth.TestServer;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Languages of mails. */
class MailLanguageTest {
  @TempDir Path folder;

  /**
   * The account's locale has precedence over the request's. A language without mail texts is
   * skipped.
   */
  @Test
  void aMailIsInTheLanguageOfItsAccount() throws Exception {
    Map<String, String> subjects =
        Map.of(
            "en", "Confirm your e-mail address for Example",
            "de", "Bestätigen Sie Ihre E-Mail-Adresse",
            "fr", "Confirmez votre adresse",
            "es", "Confirme su",
            "zh", "确认您在 Example");
    List<List<String>> wanted =
        List.of( // account locale, Accept-Language, language of the mail
            List.of("fr-CA", "de", "fr"),
            List.of("de", "fr", "de"),
            List.of("es-MX", "de", "es"),
            List.of("zh-Hans-CN", "de", "zh"),
            List.of("en-GB", "de", "en"),
            List.of("ja", "ja, es;q=0.5", "es"),
            List.of("", "fr-CH, de;q=0.9", "fr"),
            List.of("", "ja", "en"),
            List.of("", "", "en"));
    GreenMail greenMail = MailScene.greenMail();
    try (TestServer server =
        TestServer.start(
            folder, InstantSource.system(), MailScene.settings(MailScene.url(greenMail)))) {
      for (int i = 0; i < wanted.size(); i++) {
        String name = "user" + i;
        server.calls().register(name, "python");
        if (!wanted.get(i).get(0).isEmpty()) {
          String locale = "{\"locale\":\"%s\"}".formatted(wanted.get(i).get(0));
          assertThat(
                  server
                      .calls()
                      .call(
                          "PATCH",
                          "/api/me",
                          Optional.of(locale),
                          basic(name, "python"),
                          "Content-Type: application/merge-patch+json")
                      .status())
              .isEqualTo(200);
        }
        MailScene.send(
            server, name, name + "@example.com", "Accept-Language: " + wanted.get(i).get(1));
      }
      Map<String, String> languages = new HashMap<>();
      for (MimeMessage mail : MailScene.await(greenMail, wanted.size())) {
        String language = MailScene.field(mail, "Content-Language");
        languages.put(mail.getAllRecipients()[0].toString(), language);
        assertThat(mail.getSubject()).contains(subjects.get(language));
      }
      for (int i = 0; i < wanted.size(); i++) {
        assertThat(languages.get("user" + i + "@example.com"))
            .as(wanted.get(i).toString())
            .isEqualTo(wanted.get(i).get(2));
      }
    } finally {
      greenMail.stop();
    }
  }
}
