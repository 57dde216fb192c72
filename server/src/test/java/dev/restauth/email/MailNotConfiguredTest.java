package dev.restauth.email;

import static dev.restauth.email.MailCalls.problem;
import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * A server without SMTP settings. Calls that would send a mail are refused with the names of the
 * missing settings. All other calls work.
 */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
class MailNotConfiguredTest {
  private static final String SUSAN = basic("susan", "python");

  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension private final SentMails mails = new SentMails();

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock).on(() -> database).withAccount("susan", "python");

  private final MailCalls mail = new MailCalls(server, clock, mails);

  @Test
  void refusesCallsThatMail() {
    for (Reply reply :
        new Reply[] {
          mail.change(SUSAN, "susan@example.com"),
          mail.ask("email", "susan@example.com"),
          mail.ask("username", "susan")
        }) {
      assertThat(problem(reply)).isEqualTo("501 mail-not-configured");
      assertThat(reply.json().get("detail").asText())
          .contains("smtp-url", "mail-from", "public-url", "mail-log");
    }
    assertThat(Rows.count(server, "SELECT count(*) AS n FROM outbox")).isZero();
    assertThat(Rows.count(server, "SELECT count(*) AS n FROM one_time_code")).isZero();
  }

  @Test
  void answersTheOthers() {
    assertThat(mail.me(SUSAN).get("email").isNull()).isTrue();
    assertThat(mail.dropPending(SUSAN).status()).isEqualTo(204);
    assertThat(problem(mail.confirm(SUSAN, "1234 5678"))).isEqualTo("403 invalid-code");
    assertThat(problem(mail.undo("1.2"))).isEqualTo("403 invalid-code");
    assertThat(problem(mail.reset("x".repeat(22), "2", "viper"))).isEqualTo("403 invalid-code");
    assertThat(server.calls().get("/mail/reset").status()).isEqualTo(200);
  }
}
