package dev.restauth.mail;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import dev.restauth.TestServer;
import dev.restauth.cli.Attempt;
import dev.restauth.operator.Facts;
import dev.restauth.operator.Reply;
import dev.restauth.operator.Request;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MailCommandTest {
  @TempDir Path folder;

  @Test
  void asksForWhatIsNamed() {
    assertThat(new Attempt().run("mail", "list").requests())
        .containsExactly(new Request("mail.list", Map.of("state", "waiting")));
    assertThat(new Attempt().run("mail", "list", "--state", "failed").requests())
        .containsExactly(new Request("mail.list", Map.of("state", "failed")));
    assertThat(new Attempt().run("mail", "retry", "abc").requests())
        .containsExactly(new Request("mail.retry", Map.of("id", "abc")));
    assertThat(new Attempt().run("mail", "test", "anna@example.com").requests())
        .containsExactly(
            new Request("mail.test", Map.of("to", "anna@example.com", "language", "en")));
    assertThat(new Attempt().run("mail", "test", "anna@example.com", "--language=de").requests())
        .containsExactly(
            new Request("mail.test", Map.of("to", "anna@example.com", "language", "de")));
    assertThat(new Attempt().run("mail", "preview", "login-code", "--language=fr").requests())
        .containsExactly(
            new Request("mail.preview", Map.of("kind", "login-code", "language", "fr")));
    assertThat(new Attempt().run("mail", "preview", "login-code").requests())
        .containsExactly(
            new Request("mail.preview", Map.of("kind", "login-code", "language", "en")));
    for (String command : List.of("retry", "test", "preview")) {
      assertThat(new Attempt().run("mail", command).exitCode()).as(command).isEqualTo(2);
    }
  }

  @Test
  void listsMailsByStateAndTriesOneAgain() {
    try (ScriptedSmtp smtp = new ScriptedSmtp().answer(".", "451 try later");
        TestServer server = start(MailScene.settings(smtp.url()))) {
      assertThat(MailScene.list(server, "waiting"))
          .containsExactly("There are no mails in this state.");
      MailScene.send(server, "anna", "anna@example.com");
      MailScene.awaitListed(server, "waiting", "451 try later");

      Facts facts = done(server, "mail.list", Map.of("state", "waiting")).facts();
      Map<String, Object> mail = facts.each().orElseThrow().getFirst().values();
      assertThat(mail)
          .containsOnlyKeys(
              "id", "to", "state", "tries", "created_at", "due_at", "expires_at", "failure")
          .containsEntry("to", "anna@example.com")
          .containsEntry("state", "waiting")
          .containsEntry("tries", 1L)
          .containsEntry("failure", "451 try later");
      String code =
          smtp.mails()
              .getFirst()
              .lines()
              .filter(line -> line.matches("\\d{4} \\d{4}"))
              .findFirst()
              .orElseThrow();
      assertThat(facts.json()).doesNotContain(code, "mail/confirm");

      smtp.answer(".", "250 taken");
      String id = String.valueOf(mail.get("id"));
      assertThat(done(server, "mail.retry", Map.of("id", id)).notes())
          .containsExactly("The server is retrying " + id + " now.");
      MailScene.awaitListed(server, "delivered", "anna@example.com");
      assertThat(failed(server, "mail.retry", Map.of("id", id)))
          .isEqualTo("no waiting mail has this id: see restauth mail list");
      assertThat(failed(server, "mail.list", Map.of("state", "all")))
          .isEqualTo("there are these states: waiting, failed, expired, delivered");
    }
  }

  @Test
  void sendsATestAndSaysWhatTheServerAnswered() throws Exception {
    GreenMail greenMail = MailScene.greenMail();
    try (TestServer server = start(MailScene.settings(MailScene.url(greenMail)))) {
      assertThat(done(server, "mail.test", to("you@example.com")).notes())
          .containsExactly("The mail was accepted.");
      MimeMessage mail = MailScene.await(greenMail, 1).getFirst();
      assertThat(mail.getAllRecipients()[0]).hasToString("you@example.com");
      assertThat(mail.getSubject()).isEqualTo("Test mail from Example");
      assertThat(MailScene.part(mail, 0))
          .as("what whoever gets it must not be alarmed by")
          .contains("This is a test mail", "nothing you have to do")
          .doesNotContainIgnoringCase("password");
      assertThat(done(server, "mail.test", to("you@example.com", "de")).notes())
          .containsExactly("The mail was accepted.");
      assertThat(MailScene.await(greenMail, 2).getLast().getSubject())
          .isEqualTo("Testnachricht von Example");
      assertThat(failed(server, "mail.test", to("you@@example.com")))
          .isEqualTo("ADDRESS is no e-mail address that mail can be sent to");
      assertThat(failed(server, "mail.test", to("you@example.com", "nl")))
          .isEqualTo("mails are written in en, de, fr, es and zh");
    } finally {
      greenMail.stop();
    }
    try (ScriptedSmtp smtp = new ScriptedSmtp();
        TestServer server = start(MailScene.settings(smtp.url()))) {
      smtp.answer("RCPT", "550 no such user");
      assertThat(failed(server, "mail.test", to("you@example.com")))
          .isEqualTo("refused: 550 no such user");
      smtp.answer("RCPT", "450 busy");
      assertThat(failed(server, "mail.test", to("you@example.com"))).isEqualTo("not now: 450 busy");
      smtp.answer("MAIL", "553 not yours");
      assertThat(failed(server, "mail.test", to("you@example.com")))
          .matches("127\\.0\\.0\\.1 port \\d+ refuses mail-from: 553 not yours");
    }
  }

  private static Map<String, String> to(String address) {
    return to(address, "en");
  }

  private static Map<String, String> to(String address, String language) {
    return Map.of("to", address, "language", language);
  }

  @Test
  void worksWithoutAServerThatRuns() {
    start(Map.of()).close(); // creates the database
    GreenMail greenMail = MailScene.greenMail();
    try {
      Map<String, String> settings = MailScene.settings(MailScene.url(greenMail));
      assertThat(TestServer.operate(folder, settings, "mail.test", to("you@example.com")))
          .isInstanceOf(Reply.Done.class);
      assertThat(MailScene.await(greenMail, 1)).hasSize(1);
    } finally {
      greenMail.stop();
    }
    assertThat(TestServer.operate(folder, "mail.test", to("you@example.com")))
        .isEqualTo(new Reply.Failed("no mail can be sent: set smtp-url, mail-from and public-url"));
  }

  @Test
  void previewsAsTheOperatorsFilesHaveIt() throws Exception {
    Files.createDirectory(folder.resolve("templates"));
    Path file = folder.resolve("templates/login-code.de.mustache");
    Map<String, String> arguments = Map.of("kind", "login-code", "language", "de");
    try (TestServer server = start(Map.of("mail-templates", "templates"))) {
      Reply.Done own = done(server, "mail.preview", arguments);
      assertThat(own.facts().values()).containsOnlyKeys("subject", "text", "html");
      assertThat(own.notes().getFirst()).isEqualTo(own.facts().values().get("subject"));
      assertThat(String.join("\n", own.notes())).contains("1234 5678", "<!doctype html>");

      Files.writeString(file, "Willkommen\n\n{{code}}");
      assertThat(done(server, "mail.preview", arguments).facts().values())
          .containsEntry("subject", "Willkommen")
          .containsEntry("text", "1234 5678\n");

      Files.writeString(file, "{{nonsense}}");
      assertThat(failed(server, "mail.preview", arguments)).contains(file.toString());
      assertThat(failed(server, "mail.preview", Map.of("kind", "x", "language", "de")))
          .startsWith("there are these kinds: [confirm-email, email-changed, password-reset,");
    }
  }

  private TestServer start(Map<String, String> settings) {
    return TestServer.start(folder, InstantSource.system(), settings);
  }

  private static Reply.Done done(
      TestServer server, String operation, Map<String, String> arguments) {
    Reply reply = server.operate(operation, arguments);
    assertThat(reply).isInstanceOf(Reply.Done.class);
    return (Reply.Done) reply;
  }

  private static String failed(TestServer server, String operation, Map<String, String> arguments) {
    Reply reply = server.operate(operation, arguments);
    assertThat(reply).isInstanceOf(Reply.Failed.class);
    return ((Reply.Failed) reply).message();
  }
}
