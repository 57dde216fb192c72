package dev.restauth.email;

import static dev.restauth.email.MailCalls.freshAddress;
import static dev.restauth.email.MailCalls.problem;
import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.LogCatcher;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.email.SentMails.Mail;
import dev.restauth.http.HttpCalls;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * An account's own address: setting it, confirming it, and attempts of other users to confirm it.
 */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
class OwnEmailTest {
  private static final String SUSAN = basic("susan", "python");
  private static final String DAVID = basic("david", "monty");

  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension private final SentMails mails = new SentMails();

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, MailCalls.SETTINGS)
          .on(() -> database)
          .withAccount("susan", "python")
          .withAccount("david", "monty");

  private final HttpCalls calls = server.calls();
  private final MailCalls mail = new MailCalls(server, clock, mails);
  private final String address = freshAddress();

  @Test
  void showsTheCallersAccount() {
    Reply reply = calls.get("/api/me", SUSAN);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("cache-control")).hasValue("no-store");
    assertThat(reply.body())
        .isEqualTo(
            """
            {"id":1,"username":"susan","email":null,"email_verified":false,"email_pending":null,\
            "has_password":true,"created_at":"2026-11-25T12:00:00Z","display_name":null,"locale":null,\
            "attributes":{}}
            """);
    assertThat(calls.get("/api/me", bearer()).body()).isEqualTo(reply.body());
    assertThat(calls.get("/api/me").status()).isEqualTo(401);
    assertThat(calls.get("/api/me", basic("susan", "wrong")).status()).isEqualTo(401);
  }

  @Test
  void countsOnceItIsConfirmed() {
    Reply reply = mail.change(SUSAN, address);
    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.json().get("email_pending").asText()).isEqualTo(address);
    assertThat(reply.json().get("request").asText()).matches("[\\w-]{22}");
    assertThat(reply.json().get("expires_in").asLong()).isEqualTo(86_400);
    assertAddress("null", false, address);

    Mail sent = mails.next(address);
    assertThat(sent.link()).matches("https://accounts\\.example/mail/confirm#[\\w-]{22}");
    try (LogCatcher events = new LogCatcher("dev.restauth.event")) {
      assertThat(mail.confirm(SUSAN, sent.digits()).status()).isEqualTo(204);
      assertThat(events.next()).contains("event=user.email_changed account=1 network=127.0.0.0/24");
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    assertAddress(address, true, "null");
    assertThat(problem(mail.confirm(SUSAN, sent.secret()))).isEqualTo("403 invalid-code");
  }

  @Test
  void isConfirmedByTheLinksCodeForADayAndByDigitsForTenMinutes() {
    mail.change(SUSAN, address);
    Mail sent = mails.next(address);
    clock.move(Duration.ofMinutes(10));
    assertThat(problem(mail.confirm(SUSAN, sent.digits()))).isEqualTo("403 invalid-code");
    clock.move(Duration.ofDays(1).minusMinutes(10).minusMillis(1));
    assertThat(mail.confirm(SUSAN, sent.secret()).status()).isEqualTo(204);

    String other = freshAddress();
    mail.change(SUSAN, other);
    Mail late = mails.next(other);
    clock.move(Duration.ofDays(1));
    assertAddress(address, true, "null");
    assertThat(problem(mail.confirm(SUSAN, late.secret()))).isEqualTo("403 invalid-code");
  }

  @Test
  void isOnlyChangedWithThePassword() {
    String token = bearer();
    assertThat(
            problem(mail.change(token, "{\"email\":\"%s\",\"current_password\":\"x\"}", address)))
        .isEqualTo("403 wrong-password");
    assertThat(problem(mail.change(token, address))).isEqualTo("403 password-required");
    assertThat(mail.change("X-None: x", address).status()).isEqualTo(401);
    assertThat(mails.all(server, address)).isEmpty();
    assertAddress("null", false, "null");

    assertThat(
            mail.change(token, "{\"email\":\"%s\",\"current_password\":\"python\"}", address)
                .status())
        .isEqualTo(202);
  }

  @Test
  void refusesBodiesThatItDoesNotUnderstand() {
    assertThat(problem(mail.change(SUSAN, "{\"email\":\"%s\",\"email_verified\":true}", address)))
        .isEqualTo("400 invalid-member");
    assertThat(problem(mail.change(SUSAN, "{\"mail\":\"%s\"}", address)))
        .isEqualTo("400 invalid-member");
    assertThat(problem(mail.change(SUSAN, "{}", ""))).isEqualTo("400 invalid-json");
    assertThat(problem(mail.change(SUSAN, "{\"email\":\"%s\"", ""))).isEqualTo("400 invalid-json");
    for (String bad :
        List.of(
            "anna",
            "a@b@example.com",
            "anna＠example.com",
            "anna@example.com\\r\\nBcc: eve@example.com",
            "ann\\u0000a@example.com",
            "a".repeat(65) + "@example.com",
            "anna@" + "a".repeat(250) + ".com",
            "<anna@example.com>")) {
      assertThat(problem(mail.change(SUSAN, bad))).as(bad).isEqualTo("400 invalid-email");
    }
    String confirm = "/api/me/email/confirm";
    assertThat(problem(calls.post(confirm, "{\"code\":\"1\",\"x\":1}", SUSAN)))
        .isEqualTo("400 invalid-member");
    assertThat(problem(calls.post(confirm, "{}", SUSAN))).isEqualTo("400 invalid-json");
    assertThat(calls.post(confirm, "{\"code\":\"1\"}").status()).isEqualTo(401);
    assertThat(problem(calls.form(confirm, "code=1", SUSAN)))
        .isEqualTo("415 unsupported-media-type");
  }

  @Test
  void isNotConfirmedByAnotherAccountsCode() {
    String other = freshAddress();
    mail.change(SUSAN, address);
    mail.change(DAVID, other);
    Mail susans = mails.next(address);
    Mail davids = mails.next(other);
    assertThat(problem(mail.confirm(SUSAN, davids.secret()))).isEqualTo("403 invalid-code");
    assertThat(problem(mail.confirm(DAVID, susans.digits()))).isEqualTo("403 invalid-code");
    assertThat(mail.confirm(SUSAN, susans.digits()).status()).isEqualTo(204);
    assertThat(mail.confirm(DAVID, davids.secret()).status()).isEqualTo(204);
  }

  @Test
  void endsARequestAfterFiveWrongCodes() {
    mail.change(SUSAN, address);
    Mail sent = mails.next(address);
    for (int i = 0; i < 5; i++) {
      assertThat(problem(mail.confirm(SUSAN, "0000 000x"))).isEqualTo("403 invalid-code");
    }
    assertAddress("null", false, "null");
    assertThat(problem(mail.confirm(SUSAN, sent.secret()))).isEqualTo("403 invalid-code");
    mail.later();
    mail.change(SUSAN, address);
    assertThat(mail.confirm(SUSAN, mails.next(address).secret()).status()).isEqualTo(204);
  }

  /**
   * The server does not send a second mail within a minute, so the first mail's code stays valid.
   */
  @Test
  void keepsTheMailedCodeAfterAnImmediateSecondRequest() {
    Reply first = mail.change(SUSAN, address);
    Reply second = mail.change(SUSAN, address);
    assertThat(second.status()).isEqualTo(first.status());
    assertThat(second.body()).isEqualTo(first.body());
    List<Mail> sent = mails.all(server, address);
    assertThat(sent).hasSize(1);
    assertThat(mail.confirm(SUSAN, sent.getFirst().digits()).status()).isEqualTo(204);
  }

  @Test
  void forgetsAnAddressThatWasPendingBefore() {
    String other = freshAddress();
    mail.change(SUSAN, address);
    mail.change(SUSAN, other);
    assertAddress("null", false, other);
    assertThat(problem(mail.confirm(SUSAN, mails.next(address).secret())))
        .isEqualTo("403 invalid-code");
    assertThat(mail.confirm(SUSAN, mails.next(other).secret()).status()).isEqualTo(204);
    assertAddress(other, true, "null");
  }

  @Test
  void dropsAPendingAddress() {
    mail.change(SUSAN, address);
    assertThat(mail.dropPending("X-None: x").status()).isEqualTo(401);
    assertThat(mail.dropPending(bearer()).status()).isEqualTo(204);
    assertThat(mail.dropPending(SUSAN).status()).isEqualTo(204);
    assertAddress("null", false, "null");
    assertThat(problem(mail.confirm(SUSAN, mails.next(address).secret())))
        .isEqualTo("403 invalid-code");
  }

  /** The person who requested the code may be a thief, who does not have the new password. */
  @Test
  void isNoLongerPendingAfterAChangeOfThePassword() {
    mail.change(SUSAN, address);
    calls.post(
        "/api/me/password", "{\"current_password\":\"python\",\"new_password\":\"viper\"}", SUSAN);
    String susan = basic("susan", "viper");
    assertThat(mail.me(susan).get("email_pending").isNull()).isTrue();
    assertThat(problem(mail.confirm(susan, mails.next(address).secret())))
        .isEqualTo("403 invalid-code");
  }

  @Test
  void conflictsWithConfirmedAddressesAloneAndOnlyAfterTheMailboxAnswered() {
    mail.change(SUSAN, address);
    Mail susans = mails.next(address);
    mail.later();
    assertThat(mail.change(DAVID, address.toUpperCase(Locale.ROOT)).status()).isEqualTo(202);
    Mail davids =
        mails.next(address.toUpperCase(Locale.ROOT).replace("EXAMPLE.COM", "example.com"));
    assertThat(mail.confirm(DAVID, davids.secret()).status()).isEqualTo(204);
    assertThat(problem(mail.confirm(SUSAN, susans.secret()))).isEqualTo("409 email-taken");
    assertAddress("null", false, address);
    assertThat(mail.me(DAVID).get("email_verified").asBoolean()).isTrue();

    mail.later();
    // The response does not reveal that the address is taken.
    Reply again = mail.change(SUSAN, address);
    assertThat(again.status()).isEqualTo(202);
    assertThat(again.json().get("email_pending").asText()).isEqualTo(address);
  }

  /** The other account, which has confirmed the address, may give it up while the code is valid. */
  @Test
  void isConfirmedWithTheSameCodeOnceTheOtherAccountHasGivenItUp() {
    mail.change(SUSAN, address);
    Mail susans = mails.next(address);
    mail.later();
    mail.change(DAVID, address);
    assertThat(mail.confirm(DAVID, mails.next(address).secret()).status()).isEqualTo(204);
    for (int i = 0; i < 6; i++) { // a right code does not count as a guess
      assertThat(problem(mail.confirm(SUSAN, susans.secret()))).isEqualTo("409 email-taken");
    }
    String other = freshAddress();
    mail.change(DAVID, other);
    assertThat(mail.confirm(DAVID, mails.next(other).secret()).status()).isEqualTo(204);

    assertThat(mail.confirm(SUSAN, susans.secret()).status()).isEqualTo(204);

    assertAddress(address, true, "null");
    assertThat(problem(mail.confirm(SUSAN, susans.secret()))).isEqualTo("403 invalid-code");
  }

  @Test
  void limitsTheMailsThatANetworkAsksFor() {
    for (int i = 0; i < 20; i++) {
      assertThat(mail.change(SUSAN, freshAddress()).status()).as("" + i).isEqualTo(202);
    }
    Reply refused = mail.change(DAVID, freshAddress());
    assertThat(problem(refused)).isEqualTo("429 too-many-requests");
    assertThat(refused.header("retry-after")).isPresent();
    clock.move(Duration.ofHours(1));
    assertThat(mail.change(DAVID, address).status()).isEqualTo(202);
  }

  private String bearer() {
    return "Authorization: Bearer " + calls.token("susan", "python");
  }

  private void assertAddress(String email, boolean verified, String pending) {
    JsonNode me = mail.me(SUSAN);
    assertThat(me.get("email").asText()).isEqualTo(email);
    assertThat(me.get("email_verified").asBoolean()).isEqualTo(verified);
    assertThat(me.get("email_pending").asText()).isEqualTo(pending);
  }
}
