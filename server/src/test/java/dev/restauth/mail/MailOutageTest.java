package dev.restauth.mail;

import static dev.restauth.Eventually.eventually;
import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Delivery of mails while the SMTP server is down, and while strangers request many mails. */
class MailOutageTest {
  private static final String ANNA = "anna@example.com";

  @TempDir Path folder;

  private final SetClock clock = new SetClock();
  private final ScriptedSmtp smtp = new ScriptedSmtp();

  /**
   * The digits in the mail expire after ten minutes, so the test uses the link, which is valid for
   * a day.
   */
  @Test
  void aMailIsSentAfterTenMinutesWithoutSmtp() {
    smtp.answer("connect", "421 come back later");
    try (smtp;
        TestServer server = TestServer.start(folder, clock, MailScene.settings(smtp.url()))) {
      MailScene.send(server, "anna", ANNA);
      eventually("it was tried", () -> smtp.connections() > 0);
      for (int minute = 0; minute < 10; minute++) {
        MailScene.awaitListed(server, "waiting", ANNA);
        clock.move(Duration.ofMinutes(1));
      }
      assertThat(smtp.mails()).isEmpty();

      smtp.answer("connect", "220 here again");
      MailScene.list(server, "waiting").forEach(line -> retry(server, line));
      eventually("it is sent", () -> !smtp.mails().isEmpty());
      MailScene.awaitListed(server, "delivered", ANNA);
      assertThat(smtp.mails()).hasSize(1);

      String link =
          smtp.mails()
              .getFirst()
              .lines()
              .filter(line -> line.startsWith(MailScene.PUBLIC_URL + "/mail/confirm#"))
              .findFirst()
              .orElseThrow();
      HttpCalls.Reply reply =
          server
              .calls()
              .post(
                  "/api/me/email/confirm",
                  "{\"code\":\"" + link.substring(link.indexOf('#') + 1) + "\"}",
                  basic("anna", "python"));
      assertThat(reply.status()).as(reply.toString()).isEqualTo(204);
    }
  }

  private static void retry(TestServer server, String line) {
    var _ = server.operate("mail.retry", Map.of("id", line.substring(0, line.indexOf(' '))));
  }

  /** Requests of strangers add decoy mails, and these must not delay the owner's mail. */
  @Test
  void anOwnersMailIsSentBesideAHundredStrangers() throws Exception {
    try (smtp;
        TestServer server =
            TestServer.start(
                folder, clock, MailScene.settings(smtp.url(), "trusted-proxies", "127.0.0.1"));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<HttpCalls.Reply>> strangers =
          IntStream.range(0, 100)
              .<Callable<HttpCalls.Reply>>mapToObj(
                  number ->
                      () ->
                          server
                              .calls()
                              .post(
                                  "/api/password-resets",
                                  "{\"email\":\"nobody" + number + "@example.com\"}",
                                  "X-Forwarded-For: 203.0." + number + ".1"))
              .toList();
      var asked = strangers.stream().map(threads::submit).toList();
      MailScene.send(server, "anna", ANNA, "X-Forwarded-For: 198.51.100.7");
      eventually("it is sent", () -> !smtp.mails().isEmpty());
      for (var each : asked) {
        assertThat(each.get().status()).isIn(202, 503); // 503 if the server is busy
      }
      assertThat(smtp.mails()).hasSize(1);
    }
  }
}
