package dev.restauth.registration;

import static dev.restauth.email.MailCalls.freshAddress;
import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.registration.SignUpCalls.bytes;
import static dev.restauth.registration.SignUpCalls.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.LogCatcher;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.email.MailCalls;
import dev.restauth.email.Rows;
import dev.restauth.email.SentMails;
import dev.restauth.email.SentMails.Mail;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** A registration with an address that is confirmed later. */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
class RegistrationEmailTest {
  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension private final SentMails mails = new SentMails();

  @RegisterExtension
  private final TestServer server = new TestServer(clock, MailCalls.SETTINGS).on(() -> database);

  private final SignUpCalls calls = new SignUpCalls(server);
  private final MailCalls mail = new MailCalls(server, clock, mails);

  @Test
  void mailsACodeAndAnswersAsEver() {
    String plain = bytes(server.calls().register("user1", "python"));
    String address = freshAddress();
    String taken = mail.withAddress("susan", "python");
    assertThat(bytes(calls.withEmail("user3", address))).isEqualTo(named(plain, 3));
    assertThat(bytes(calls.withEmail("user4", taken))).isEqualTo(named(plain, 4));
    assertThat(bytes(calls.withEmail("user5", address))).isEqualTo(named(plain, 5));

    String user = basic("user3", "python");
    assertThat(mail.me(user).get("email").isNull()).isTrue();
    assertThat(mail.me(user).get("email_pending").asText()).isEqualTo(address);
    Mail sent = mails.next(address);
    assertThat(sent.link()).startsWith("https://accounts.example/mail/confirm#");
    assertThat(mail.confirm(user, sent.secret()).status()).isEqualTo(204);
    assertThat(mail.me(user).get("email_verified").asBoolean()).isTrue();
    // The address has reached its limit, so the second account with this address gets no mail. The
    // first account's code is not valid for the second account.
    assertThat(mails.all(server, address)).isEmpty();
    assertThat(outcome(mail.confirm(basic("user5", "python"), sent.secret())))
        .isEqualTo("403 invalid-code");
    // The account that has confirmed the address keeps it.
    assertThat(mail.me(basic("susan", "python")).get("email").asText()).isEqualTo(taken);
  }

  private static String named(String answer, int number) {
    return answer.replace("user1", "user" + number).replace("/users/1", "/users/" + number);
  }

  @Test
  void makesNoAccountWithAnAddressThatCannotBeUsed() {
    for (String each :
        List.of(
            "anna",
            "",
            "anna@example.com\\r\\nBcc: all@example.com",
            "anna\\uff20example.com",
            "a@b@example.com",
            "a".repeat(64) + "@" + "b.".repeat(94) + "xy")) {
      assertThat(outcome(calls.withEmail("anna", each))).as(each).isEqualTo("400 invalid-email");
    }
    for (String each : List.of("7", "null", "[\"anna@example.com\"]", "{}")) {
      assertThat(
              outcome(
                  server
                      .calls()
                      .post(
                          "/api/users",
                          "{\"username\":\"anna\",\"password\":\"x\",\"email\":%s}"
                              .formatted(each))))
          .as(each)
          .isEqualTo("400 invalid-json");
    }
    assertThat(Rows.count(server, "SELECT count(*) AS n FROM account")).isZero();
    assertThat(Rows.count(server, "SELECT count(*) AS n FROM outbox")).isZero();
    assertThat(
            server
                .calls()
                .post("/api/users", "{\"username\":\"anna\",\"password\":\"x\",\"emails\":7}")
                .status())
        .isEqualTo(201);
  }

  /**
   * If a limit prevents the mail, the server must not create the account, because the user would
   * wait for a mail that never arrives.
   */
  @Test
  void countsForTheMailsOfANetwork() {
    for (int i = 0; i < 20; i++) {
      assertThat(calls.withEmail("user" + i, freshAddress()).status()).isEqualTo(201);
    }
    try (LogCatcher log = new LogCatcher("dev.restauth.event")) {
      assertThat(outcome(calls.withEmail("late", freshAddress())))
          .isEqualTo("429 too-many-requests");
      assertThat(log.takeAll())
          .anyMatch(
              line ->
                  line.contains("event=user.registration_refused")
                      && line.contains("reason=throttled"));
    }
    assertThat(server.calls().get("/api/me", basic("late", "python")).status()).isEqualTo(401);
    assertThat(server.calls().register("late", "python").status()).isEqualTo(201);
  }

  @Test
  void linksToThePublicUrlForEveryHostField() {
    String address = freshAddress();
    assertThat(
            calls
                .withEmail(
                    "anna",
                    address,
                    "Host: evil.example",
                    "X-Forwarded-Host: evil.example",
                    "X-Forwarded-Proto: gopher")
                .status())
        .isEqualTo(201);
    Mail sent = mails.next(address);
    assertThat(sent.link()).startsWith("https://accounts.example/mail/confirm#");
    assertThat(sent.text()).doesNotContain("evil", "gopher");
  }
}
