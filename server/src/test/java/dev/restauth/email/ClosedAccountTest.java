package dev.restauth.email;

import static dev.restauth.email.MailCalls.freshAddress;
import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Closing an account, which removes its e-mail address, its codes and its mails. */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
class ClosedAccountTest {
  private static final String SUSAN = basic("susan", "python");

  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension private final SentMails mails = new SentMails();

  @RegisterExtension
  private final TestServer server = new TestServer(clock, MailCalls.SETTINGS).on(() -> database);

  private final MailCalls mail = new MailCalls(server, clock, mails);
  private String david;

  /**
   * Creates Susan's account, with mails and with a code for each purpose: confirming an address,
   * undoing its change, and resetting the password. Creates David's account, with a code that must
   * remain.
   */
  @BeforeEach
  void register() {
    String first = mail.withAddress("susan", "python");
    String second = freshAddress();
    mail.changed(SUSAN, first, second);
    mail.asked(second);
    mail.change(SUSAN, freshAddress());
    david = mail.withAddress("david", "monty");
    mail.asked(david);
    assertThat(ofSusan()).isEqualTo("1 addresses, 3 codes, 5 mails");
  }

  /** Closes the account when the change of its address can no longer be undone. */
  @Test
  void leavesNothingIfItsOwnerClosesIt() {
    clock.move(Duration.ofDays(3));
    haveMailsDeferred();
    assertThat(server.calls().call("DELETE", "/api/me", Optional.empty(), SUSAN).status())
        .isEqualTo(204);
    assertNothingLeft();
  }

  @Test
  void leavesNothingIfAnOperatorClosesIt() {
    haveMailsDeferred();
    server.operate("user.close", Map.of("username", "susan"));
    assertNothingLeft();
  }

  /**
   * If closing an account reset the limits, an attacker could send any number of mails to a
   * stranger.
   */
  @Test
  void resetsNoLimit() {
    String stranger = freshAddress();
    for (int i = 0; i < 3; i++) {
      server.calls().register("attacker" + i, "python");
      mail.change(basic("attacker" + i, "python"), stranger);
      server.calls().call("DELETE", "/api/me", Optional.empty(), basic("attacker" + i, "python"));
    }
    assertThat(
            Rows.count(
                server,
                "SELECT count(*) AS n FROM (SELECT recipient_digest FROM outbox"
                    + " GROUP BY recipient_digest HAVING count(*) > 1) AS repeated"))
        .as("the second and the third mail are decoys")
        .isLessThanOrEqualTo(1);
    assertThat(mails.all(server, stranger)).hasSizeLessThanOrEqualTo(1);
  }

  /**
   * Changes the rows of Susan's mails as if the mail server had refused each of them for now. The
   * stored reply quotes the mail, as a mail server may do.
   */
  private void haveMailsDeferred() {
    server
        .store()
        .inTransaction(
            tx ->
                tx.sql()
                    .change(
                        "UPDATE outbox SET state = 'waiting', failure = '450 susan', due_at = ?"
                            + " WHERE account_id = 1",
                        tx.now().plusSeconds(3_600)));
  }

  private void assertNothingLeft() {
    assertThat(ofSusan()).isEqualTo("0 addresses, 0 codes, 0 mails");
    assertThat(Rows.count(server, "SELECT count(*) AS n FROM one_time_code")).isEqualTo(1);
    assertThat(
            Rows.count(
                server,
                "SELECT count(*) AS n FROM outbox WHERE account_id IS NULL"
                    + " AND (sealed_body IS NOT NULL OR state = 'waiting'"
                    + " OR failure IS NOT NULL)"))
        .isZero();
    assertThat(mail.me(basic("david", "monty")).get("email").asText()).isEqualTo(david);
  }

  private String ofSusan() {
    return "%d addresses, %d codes, %d mails"
        .formatted(
            Rows.count(
                server,
                "SELECT count(*) AS n FROM account WHERE id = 1"
                    + " AND (email IS NOT NULL OR verified_email IS NOT NULL)"),
            Rows.count(server, "SELECT count(*) AS n FROM one_time_code WHERE account_id = 1"),
            Rows.count(server, "SELECT count(*) AS n FROM outbox WHERE account_id = 1"));
  }
}
