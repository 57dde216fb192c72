package dev.restauth.mail;

import static dev.restauth.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import dev.restauth.LogCatcher;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.crypto.TestCertificate;
import dev.restauth.language.Language;
import jakarta.mail.Multipart;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Delivery of mails to an SMTP server, with and without TLS. */
class MailTest {
  @TempDir Path folder;

  private GreenMail greenMail;

  @BeforeEach
  void startMailServer() {
    greenMail = MailScene.greenMail();
  }

  @AfterEach
  void stopMailServer() {
    greenMail.stop();
  }

  private TestServer start(Map<String, String> settings) {
    return TestServer.start(folder, InstantSource.system(), settings);
  }

  @Test
  void aMailHasPlainTextAndHtmlInUtf8() throws Exception {
    try (TestServer server =
        start(
            MailScene.settings(
                MailScene.url(greenMail), "mail-from", "Müller & Söhne <no-reply@example.com>"))) {
      MailScene.send(server, "zoë", "Anna@Example.COM", "Accept-Language: fr;q=0.5, de");

      MimeMessage mail = MailScene.await(greenMail, 1).getFirst();
      assertThat(mail.getAllRecipients()).containsExactly(new InternetAddress("Anna@example.com"));
      assertThat(mail.getFrom())
          .containsExactly(new InternetAddress("no-reply@example.com", "Müller & Söhne", "UTF-8"));
      assertThat(mail.getSubject()).contains("Müller & Söhne");
      assertThat(MailScene.field(mail, "Auto-Submitted")).isEqualTo("auto-generated");
      assertThat(MailScene.field(mail, "Content-Language")).isEqualTo("de");
      assertThat(MailScene.field(mail, "Message-ID")).matches("<[A-Za-z0-9_-]{22}@example\\.com>");
      assertThat(mail.getContentType()).startsWith("multipart/alternative");
      Multipart parts = (Multipart) mail.getContent();
      assertThat(parts.getCount()).isEqualTo(2);
      assertThat(parts.getBodyPart(0).getContentType()).isEqualTo("text/plain; charset=UTF-8");
      assertThat(parts.getBodyPart(1).getContentType()).isEqualTo("text/html; charset=UTF-8");
      assertThat(MailScene.part(mail, 0))
          .contains(
              "Guten Tag,",
              "dass Anna@example.com Ihre Adresse ist",
              "\n" + MailScene.PUBLIC_URL + "/mail/confirm#")
          .containsPattern("(?m)^\\d{4} \\d{4}$");
      assertThat(MailScene.part(mail, 1))
          .contains("Guten Tag,", "Müller &amp; Söhne", "href=\"" + MailScene.PUBLIC_URL)
          .containsPattern("<p class=\"code\">\\d{4} \\d{4}</p>");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void goesOverTlsWithAUser(boolean startTls) throws Exception {
    try (SmtpFront front = front("localhost", startTls);
        TestServer server = start(overTls(front, startTls, "hunter2", "localhost.pem"))) {
      MailScene.send(server, "anna", "anna@example.com");

      MimeMessage mail = MailScene.await(greenMail, 1).getFirst();
      assertThat(MailScene.part(mail, 0)).contains("confirm that anna@example.com is your address");
      MailScene.awaitListed(server, "delivered", "anna@example.com");
    }
  }

  @Test
  void aWrongPasswordSendsNothingAndIsInNoLog() throws Exception {
    try (LogCatcher log = new LogCatcher("dev.restauth");
        SmtpFront front = front("localhost", true);
        TestServer server = start(overTls(front, true, "hunter3", "localhost.pem"))) {
      MailScene.send(server, "anna", "anna@example.com");

      MailScene.awaitListed(server, "waiting", "refuses smtp-user and its password");
      assertThat(greenMail.getReceivedMessages()).isEmpty();
      assertThat(log.all()).noneMatch(line -> line.contains("hunter3"));
      assertThat(log.all()).noneMatch(line -> line.contains("anna@example.com"));
    }
  }

  @Test
  void aPasswordThatWasReplacedIsUsedAfterAReload() throws Exception {
    try (SmtpFront front = front("localhost", true);
        TestServer server = start(overTls(front, true, "hunter3", "localhost.pem"))) {
      Files.writeString(folder.resolve("smtp.pass"), "hunter2\n");
      assertThat(server.operate("reload", Map.of()).toString()).doesNotContain("hunter");
      MailScene.send(server, "anna", "anna@example.com");
      MailScene.awaitListed(server, "delivered", "anna@example.com");
    }
  }

  /** An attacker in the network may have a trusted certificate, but for another name. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void sendsNothingToAServerWithAnotherName(boolean startTls) throws Exception {
    try (SmtpFront front = front("mail.example.net", startTls);
        TestServer server = start(overTls(front, startTls, "hunter2", "mail.example.net.pem"))) {
      assertWaits(server);
      MailScene.awaitListed(
          server, "waiting", "TLS failed: No subject alternative DNS name matching localhost");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void sendsNothingToAServerWithACertificateOfAnother(boolean startTls) throws Exception {
    certificate("other.example.net").writeCertificate(folder.resolve("other.example.net.pem"));
    try (SmtpFront front = front("localhost", startTls);
        TestServer server = start(overTls(front, startTls, "hunter2", "other.example.net.pem"))) {
      assertWaits(server);
      MailScene.awaitListed(
          server, "waiting", "TLS failed: unable to find valid certification path");
    }
  }

  @Test
  void sendsNothingToAServerWithoutStartTls() throws Exception {
    try (TestServer server =
        start(MailScene.settings("smtp://localhost:" + greenMail.getSmtp().getPort()))) {
      assertWaits(server);
    }
  }

  @Test
  void sendsNothingWithAuthoritiesThatCannotBeRead() throws Exception {
    Files.writeString(folder.resolve("nonsense.pem"), "no certificate");
    try (SmtpFront front = front("localhost", false);
        TestServer server = start(overTls(front, false, "hunter2", "nonsense.pem"))) {
      assertWaits(server);
      MailScene.awaitListed(server, "waiting", "nonsense.pem holds no readable PEM certificate");
    }
  }

  private void assertWaits(TestServer server) throws Exception {
    MailScene.send(server, "anna", "anna@example.com");
    eventually(
        "a try has failed",
        () ->
            MailScene.list(server, "waiting").stream()
                .anyMatch(line -> line.matches(".*anna@example\\.com  \\S+  0  \\S.*")));
    assertThat(greenMail.getReceivedMessages()).isEmpty();
  }

  private SmtpFront front(String name, boolean startTls) throws Exception {
    TestCertificate certificate = certificate(name);
    certificate.writeCertificate(folder.resolve(name + ".pem"));
    return new SmtpFront(certificate, startTls, greenMail.getSmtp().getPort());
  }

  private static TestCertificate certificate(String name) throws Exception {
    return TestCertificate.selfSigned(name, TestCertificate.dns(name));
  }

  private Map<String, String> overTls(
      SmtpFront front, boolean startTls, String password, String authorities) throws Exception {
    Files.writeString(folder.resolve("smtp.pass"), password + "\n");
    return MailScene.settings(
        (startTls ? "smtp" : "smtps") + "://localhost:" + front.port(),
        "smtp-user",
        "restauth",
        "smtp-password-file",
        "smtp.pass",
        "smtp-ca-file",
        authorities);
  }

  @Test
  void aMailThatIsTriedAgainHasTheSameMessageId() {
    SetClock clock = new SetClock();
    try (ScriptedSmtp smtp = new ScriptedSmtp().answer(".", "451 try later");
        TestServer server = TestServer.start(folder, clock, MailScene.settings(smtp.url()))) {
      MailScene.send(server, "anna", "anna@example.com");
      MailScene.awaitListed(server, "waiting", "  1  451 try later");
      String id = MailScene.list(server, "waiting").getFirst().substring(0, 22);
      smtp.answer(".", "250 taken");
      clock.move(Duration.ofMinutes(1));
      server.operate("mail.retry", Map.of("id", id)); // the server may already send it
      MailScene.awaitListed(server, "delivered", "anna@example.com");

      assertThat(smtp.mails()).hasSize(2);
      assertThat(smtp.mails().stream().map(MailTest::messageId).distinct()).hasSize(1);
    }
  }

  private static String messageId(String mail) {
    return mail.lines().filter(line -> line.startsWith("Message-ID:")).findFirst().orElseThrow();
  }

  /** The SMTP server refuses the recipient ({@code RCPT}), or the whole mail ({@code .}). */
  @ParameterizedTest
  @ValueSource(strings = {"RCPT", "."})
  void anAnswerOf500IsFinalAndOneOf400IsNot(String command) {
    try (ScriptedSmtp smtp = new ScriptedSmtp();
        TestServer server = start(MailScene.settings(smtp.url()))) {
      smtp.answer(command, "550 5.1.1 no such user");
      MailScene.send(server, "anna", "anna@example.com");
      MailScene.awaitListed(server, "failed", "anna@example.com");
      assertThat(MailScene.list(server, "failed").getFirst())
          .endsWith("  1  550 5.1.1 no such user");

      smtp.answer(command, "450 4.2.1 mailbox is busy");
      MailScene.send(server, "anna", "berta@example.com");
      MailScene.awaitListed(server, "waiting", "  1  450 4.2.1 mailbox is busy");

      assertThat(smtp.count("MAIL")).isEqualTo(2);
    }
  }

  @Test
  void aServerThatDoesNotTakeTheSenderIsTheOperatorsTrouble() {
    try (ScriptedSmtp smtp = new ScriptedSmtp().answer("MAIL", "550 5.7.1 not yours");
        TestServer server = start(MailScene.settings(smtp.url()))) {
      MailScene.send(server, "anna", "anna@example.com");
      MailScene.awaitListed(server, "waiting", "refuses mail-from: 550 5.7.1 not yours");
    }
  }

  /**
   * An SMTP server that filters spam may quote the refused link, with its code, in the response.
   */
  @Test
  void noQuotedSecretIsStored() {
    try (LogCatcher log = new LogCatcher("dev.restauth");
        ScriptedSmtp smtp = new ScriptedSmtp().answer(".", "451 wait");
        TestServer server = start(MailScene.settings(smtp.url()))) {
      MailScene.send(server, "anna", "anna@example.com");
      MailScene.awaitListed(server, "waiting", "451 wait");
      String text = smtp.mails().getFirst().replace("=\r\n", "").replace("=3D", "=");
      String link =
          text.lines()
              .filter(line -> line.startsWith(MailScene.PUBLIC_URL))
              .findFirst()
              .orElseThrow();
      String code =
          text.lines().filter(line -> line.matches("\\d{4} \\d{4}")).findFirst().orElseThrow();
      String digits = code.replace(" ", "");
      smtp.answer(
          ".", "550 anna@example.com: bad link " + link + " and code " + code + " or " + digits);

      server.operate(
          "mail.retry",
          Map.of("id", MailScene.list(server, "waiting").getFirst().substring(0, 22)));
      MailScene.awaitListed(server, "failed", "550 ...: bad link ... and code ... or ...");

      eventually(
          "it is logged", () -> log.all().stream().anyMatch(line -> line.contains("bad link")));
      assertThat(log.all())
          .noneMatch(line -> line.contains(link))
          .noneMatch(line -> line.contains(code))
          .noneMatch(line -> line.contains("anna@example.com"));
    }
  }

  @Test
  void aServerThatEndsTheConnectionHasTakenTheMail() {
    try (ScriptedSmtp smtp = new ScriptedSmtp().answer(".", ScriptedSmtp.TAKES_AND_HANGS_UP);
        TestServer server = start(MailScene.settings(smtp.url()))) {
      MailScene.send(server, "anna", "anna@example.com");
      MailScene.awaitListed(server, "delivered", "anna@example.com");
      assertThat(smtp.mails()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"connect", "EHLO", "MAIL", "."})
  void aStopDoesNotWaitForAServerThatNeverAnswers(String command) {
    try (ScriptedSmtp smtp = new ScriptedSmtp().answer(command, ScriptedSmtp.SILENCE)) {
      try (TestServer server = start(MailScene.settings(smtp.url()))) {
        MailScene.send(server, "anna", "anna@example.com");
        eventually(
            "it has connected",
            () ->
                command.equals("connect")
                    ? smtp.connections() > 0
                    : command.equals(".") ? !smtp.mails().isEmpty() : smtp.count(command) > 0);
      }
      smtp.answer(command, command.equals("connect") ? "220 here" : "250 fine");
      try (TestServer server = start(MailScene.settings(smtp.url()))) {
        server.operate(
            "mail.retry",
            Map.of("id", MailScene.list(server, "waiting").getFirst().substring(0, 22)));
        MailScene.awaitListed(server, "delivered", "anna@example.com");
      }
      assertThat(smtp.mails().stream().map(MailTest::messageId).distinct()).hasSize(1);
    }
  }

  @Test
  void aServerThatNeverAnswersIsBrokenOff() throws Exception {
    try (ScriptedSmtp smtp = new ScriptedSmtp().answer("connect", ScriptedSmtp.SILENCE)) {
      SmtpDelivery delivery =
          new SmtpDelivery(
              TestServer.config(folder, MailScene.settings(smtp.url())),
              SmtpServer.of(smtp.url()),
              Sender.of(MailScene.FROM),
              new MailTemplates(Optional.empty()),
              InstantSource.system(),
              Duration.ofMillis(50));
      Mail mail =
          new Mail(
              MailKind.PASSWORD_CHANGED,
              Language.EN,
              Map.of("service", "Example", "username", "anna", "time", "now"));

      assertThat(delivery.deliver("id", "anna@example.com", mail.bytes()))
          .isInstanceOf(dev.restauth.outbox.Delivery.Outcome.Unreachable.class);
    }
  }

  @Test
  void withoutSmtpMailsAreLoggedForDevelopment() {
    try (LogCatcher log = new LogCatcher(LogDelivery.class);
        TestServer server = start(Map.of("mail-log", "true"))) {
      MailScene.send(server, "anna", "anna@example.com");
      MailScene.awaitListed(server, "delivered", "anna@example.com");
      assertThat(log.all())
          .singleElement()
          .asString()
          .startsWith("INFO mail to anna@example.com: Confirm your e-mail address for REST-auth")
          .containsPattern("code=\\d{4} \\d{4}");
    }
  }

  @Test
  void withoutAnyOfThemTheCallSaysWhichSettingsAreMissing() {
    try (TestServer server = start(Map.of())) {
      assertThat(MailScene.ask(server.calls(), "anna", "anna@example.com"))
          .satisfies(reply -> assertThat(reply.status()).isEqualTo(501))
          .satisfies(
              reply -> assertThat(reply.body()).contains("smtp-url", "mail-from", "mail-log"));
    }
  }

  @Test
  void noTypeThatHoldsASecretShowsIt() throws Exception {
    Mail mail = new Mail(MailKind.LOGIN_CODE, Language.EN, Map.of("code", "1234 5678"));
    assertThat(Mail.of(mail.bytes())).isEqualTo(mail);
    assertThat(mail.toString()).doesNotContain("1234");
    assertThat(new RenderedMail("s 1234", "t 1234", "h 1234").toString()).doesNotContain("1234");
    assertThat(
            new Mailer.Request(
                    MailKind.LOGIN_CODE,
                    EmailAddress.of("anna@example.com").orElseThrow(),
                    Language.EN,
                    Optional.empty(),
                    mail.values(),
                    java.time.Instant.EPOCH)
                .toString())
        .doesNotContain("1234", "anna");
    assertThat(
            new dev.restauth.outbox.OutboxMessage(
                    "mail",
                    "login-code",
                    Optional.empty(),
                    "anna@example.com",
                    "anna@example.com",
                    Optional.empty(),
                    "1234".getBytes(StandardCharsets.UTF_8),
                    java.time.Instant.EPOCH,
                    false)
                .toString())
        .doesNotContain("1234", "anna");
  }
}
