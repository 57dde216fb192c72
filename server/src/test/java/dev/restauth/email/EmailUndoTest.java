package dev.restauth.email;

import static dev.restauth.email.MailCalls.freshAddress;
import static dev.restauth.email.MailCalls.problem;
import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.LogCatcher;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.email.SentMails.Mail;
import dev.restauth.http.HttpCalls;
import dev.restauth.http.HttpCalls.Reply;
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

/** Undo of an address change, with the link in the notice to the old address. */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
class EmailUndoTest {
  private static final String SUSAN = basic("susan", "python");

  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension private final SentMails mails = new SentMails();

  @RegisterExtension
  private final TestServer server = new TestServer(clock, MailCalls.SETTINGS).on(() -> database);

  private final HttpCalls calls = server.calls();
  private final MailCalls mail = new MailCalls(server, clock, mails);
  private final String second = freshAddress();
  private String first;

  @BeforeEach
  void register() {
    first = mail.withAddress("susan", "python");
  }

  @Test
  void bringsTheOldAddressBackLogsEverybodyOutAndBeginsAReset() throws InterruptedException {
    Mail notice = mail.changed(SUSAN, first, second);
    assertThat(notice.text()).contains("email=" + second);
    assertThat(notice.link())
        .matches("https://accounts\\.example/mail/undo#[\\w-]{22}\\.[\\w-]{22}");
    String token = bearer();

    try (LogCatcher events = new LogCatcher("dev.restauth.event")) {
      Reply reply = mail.undo(notice.fragment());
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.header("cache-control")).hasValue("no-store");
      assertThat(reply.json().get("expires_in").asLong()).isEqualTo(1_800);
      assertThat(events.next()).contains("event=user.email_change_undone account=1");

      assertThatPasswordIsErasedAndAddressIs(first);
      assertThat(calls.get("/api/resource", token).status()).isEqualTo(401);
      Mail reset = mails.next(first);
      String request = reply.json().get("request").asText();
      assertThat(reset.fragment()).startsWith(request + ".");
      assertThat(mail.reset(request, reset.digits(), "viper").status()).isEqualTo(204);
    }
    assertThat(calls.get("/api/me", SUSAN).status()).isEqualTo(401);
    assertThat(problem(mail.undo(notice.fragment()))).isEqualTo("403 invalid-code");
  }

  /**
   * The link in each notice restores the first address, even in a notice that was sent to the
   * thief's address.
   */
  @Test
  void restoresTheAddressBeforeTheFirstOfTwoChanges() {
    String third = freshAddress();
    mail.changed(SUSAN, first, second);
    Mail toSecond = mail.changed(SUSAN, second, third);
    assertThat(mail.undo(toSecond.fragment()).status()).isEqualTo(200);
    assertThatPasswordIsErasedAndAddressIs(first);
    assertThat(mails.next(first).link()).contains("/mail/reset#");
    assertThat(mails.all(server, second)).isEmpty();
    assertThat(mails.all(server, third)).isEmpty();
  }

  @Test
  void endsTheOtherNoticesThePendingAddressAndTheResetsOfTheNewAddress() {
    String third = freshAddress();
    Mail toFirst = mail.changed(SUSAN, first, second);
    Mail toSecond = mail.changed(SUSAN, second, third);
    String request = mail.asked(third);
    Mail reset = mails.next(third);
    String fourth = freshAddress();
    mail.change(SUSAN, fourth);
    assertThat(mail.undo(toFirst.fragment()).status()).isEqualTo(200);

    assertThat(problem(mail.reset(request, reset.secret(), "viper"))).isEqualTo("403 invalid-code");
    assertThat(problem(mail.undo(toSecond.fragment()))).isEqualTo("403 invalid-code");
    assertThatPasswordIsErasedAndAddressIs(first);
    Mail begun = mails.next(first);
    String again = begun.fragment().replaceFirst("\\..*", "");
    assertThat(mail.reset(again, begun.secret(), "viper").status()).isEqualTo(204);
    String susan = basic("susan", "viper");
    assertThat(mail.me(susan).get("email_pending").isNull()).isTrue();
    assertThat(problem(mail.confirm(susan, mails.next(fourth).secret())))
        .isEqualTo("403 invalid-code");
  }

  @Test
  void isPossibleForThreeDays() {
    Mail notice = mail.changed(SUSAN, first, second);
    clock.move(Duration.ofDays(3));
    assertThat(problem(mail.undo(notice.fragment()))).isEqualTo("403 invalid-code");
    assertThat(mail.me(SUSAN).get("email").asText()).isEqualTo(second);
  }

  /**
   * A thief must not be able to change the address, and then to close the account before its owner
   * undoes the change.
   */
  @Test
  void preventsClosingTheAccount() {
    Mail notice = mail.changed(SUSAN, first, second);
    assertThat(problem(calls.call("DELETE", "/api/me", Optional.empty(), SUSAN)))
        .isEqualTo("409 undo-pending");
    assertThat(mail.undo(notice.fragment()).status()).isEqualTo(200);
    Mail reset = mails.nextWithCode(first);
    String request = reset.fragment().replaceFirst("\\..*", "");
    assertThat(mail.reset(request, reset.digits(), "python").status()).isEqualTo(204);
    assertThat(calls.call("DELETE", "/api/me", Optional.empty(), SUSAN).status()).isEqualTo(204);
  }

  @Test
  void leavesTheAccountToItsOwnerAfterThreeDays() {
    mail.changed(SUSAN, first, second);
    clock.move(Duration.ofDays(3));
    assertThat(calls.call("DELETE", "/api/me", Optional.empty(), SUSAN).status()).isEqualTo(204);
  }

  @Test
  void refusesEverythingElse() {
    Mail notice = mail.changed(SUSAN, first, second);
    String request = mail.asked(second);
    Mail reset = mails.next(second);
    String undoRequest = notice.fragment().replaceFirst("\\..*", "");
    for (String code :
        new String[] {
          "",
          ".",
          undoRequest,
          notice.secret(),
          undoRequest + ".",
          undoRequest + ".00000000",
          undoRequest + "." + reset.secret(),
          request + "." + notice.secret(),
          reset.fragment()
        }) {
      assertThat(problem(mail.undo(code))).as(code).isEqualTo("403 invalid-code");
    }
    assertThat(problem(calls.post("/api/email-undo", "{}"))).isEqualTo("400 invalid-json");
    assertThat(problem(calls.post("/api/email-undo", "{\"code\":\"1\",\"email\":\"x\"}")))
        .isEqualTo("400 invalid-member");
    assertThat(mail.me(SUSAN).get("email").asText()).isEqualTo(second);
    assertThat(mail.undo(notice.fragment()).status()).isEqualTo(200);
  }

  @Test
  void doesNothingForADisabledAccount() {
    Mail notice = mail.changed(SUSAN, first, second);
    server.operate("user.disable", Map.of("username", "susan"));
    // More attempts than a code allows, but a right code does not count as a guess.
    for (int i = 0; i < 6; i++) {
      assertThat(problem(mail.undo(notice.fragment()))).isEqualTo("403 invalid-code");
    }
    assertThat(mails.all(server, first)).isEmpty();
    server.operate("user.enable", Map.of("username", "susan"));
    assertThat(mail.undo(notice.fragment()).status()).isEqualTo(200);
    assertThatPasswordIsErasedAndAddressIs(first);
  }

  @Test
  void changesNothingIfAnotherAccountHasConfirmedTheOldAddress() {
    Mail notice = mail.changed(SUSAN, first, second);
    calls.register("david", "monty");
    String david = basic("david", "monty");
    mail.change(david, first);
    assertThat(mail.confirm(david, mails.next(first).secret()).status()).isEqualTo(204);
    String token = bearer();
    assertThat(problem(mail.undo(notice.fragment()))).isEqualTo("403 invalid-code");
    assertThat(calls.get("/api/resource", token).status()).isEqualTo(200);
    assertThat(mail.me(SUSAN).get("email").asText()).isEqualTo(second);

    mail.later();
    mail.changed(david, first, freshAddress());
    assertThat(mail.undo(notice.fragment()).status()).as("the code was not used").isEqualTo(200);
    assertThatPasswordIsErasedAndAddressIs(first);
  }

  /** The owner may have lost the first address long ago, and another person may have it now. */
  @Test
  void doesNotGoBackBeyondThreeDays() {
    Mail toFirst = mail.changed(SUSAN, first, second);
    clock.move(Duration.ofHours(70));
    Mail toSecond = mail.changed(SUSAN, second, freshAddress());
    clock.move(Duration.ofHours(2));
    assertThat(problem(mail.undo(toFirst.fragment()))).isEqualTo("403 invalid-code");
    assertThat(mail.undo(toSecond.fragment()).status()).isEqualTo(200);
    assertThatPasswordIsErasedAndAddressIs(second);
  }

  /**
   * The account had another address in between. That address's owner can undo nothing, and must not
   * be able to log the user out.
   */
  @Test
  void isOnlyForTheFirstAddressAfterTheUndo() {
    String third = freshAddress();
    Mail toFirst = mail.changed(SUSAN, first, second);
    Mail toSecond = mail.changed(SUSAN, second, third);
    Mail toThird = mail.changed(SUSAN, third, first);
    assertThat(toThird.text()).contains("link= ");
    assertThat(problem(mail.undo(toSecond.fragment()))).isEqualTo("403 invalid-code");
    assertThat(mail.me(SUSAN).get("email").asText()).isEqualTo(first);

    assertThat(mail.undo(toFirst.fragment()).status()).isEqualTo(200);
    assertThatPasswordIsErasedAndAddressIs(first);
    assertThat(calls.call("DELETE", "/api/me", Optional.empty(), SUSAN).status())
        .as("nobody can close the account before the reset")
        .isEqualTo(401);
  }

  /**
   * The thief knew the password. With that password, the thief could change the address again
   * before the owner has reset it.
   */
  private void assertThatPasswordIsErasedAndAddressIs(String address) {
    assertThat(calls.get("/api/me", SUSAN).status()).isEqualTo(401);
    assertThat(
            Rows.count(
                server,
                "SELECT count(*) AS n FROM account WHERE id = 1 AND password_hash IS NULL"
                    + " AND email = ?",
                address))
        .isEqualTo(1);
  }

  private String bearer() {
    return "Authorization: Bearer " + calls.token("susan", "python");
  }
}
