package dev.restauth.registration;

import static dev.restauth.email.MailCalls.freshAddress;
import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.registration.SignUpCalls.bytes;
import static dev.restauth.registration.SignUpCalls.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.email.MailCalls;
import dev.restauth.email.Rows;
import dev.restauth.email.SentMails;
import dev.restauth.email.SentMails.Mail;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.store.sql.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Registration with an address that is confirmed first, and strangers' attacks on the registration.
 */
@ParameterizedClass
@MethodSource("dev.restauth.store.sql.TestDatabase#tried")
class VerifiedRegistrationTest {
  private static final int MANY = 50;
  private static final String INVALID = "403 invalid-code";
  private static final String ACCOUNTS = "SELECT count(*) AS n FROM account";

  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension private final SentMails mails = new SentMails();

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, SignUpCalls.settings("verified")).on(() -> database);

  private final SignUpCalls calls = new SignUpCalls(server);
  private final MailCalls mail = new MailCalls(server, clock, mails);

  @Test
  void makesAnAccountThatHasItsAddressConfirmed() {
    String address = freshAddress().toUpperCase(Locale.ROOT).replace("EXAMPLE.COM", "example.com");
    Reply asked = calls.ask(address);
    assertThat(asked.status()).isEqualTo(202);
    assertThat(asked.body()).matches("\\{\"request\":\"[\\w-]{22}\",\"expires_in\":600}\n");
    String request = asked.json().get("request").asText();
    Mail sent = mails.next(address);
    assertThat(sent.text()).contains("minutes=10");

    // A refused request does not use up the code, however often it is sent.
    assertThat(server.operate("user.create", Map.of("username", "susan", "password", "python")))
        .isInstanceOf(dev.restauth.operator.Reply.Done.class);
    for (int i = 0; i < 3; i++) {
      assertThat(outcome(calls.register(request, sent.digits(), "susan", "python")))
          .isEqualTo("400 username-taken");
      assertThat(outcome(calls.register(request, sent.digits(), "a:b", "python")))
          .isEqualTo("400 invalid-username");
      assertThat(outcome(calls.register(request, sent.digits(), "miguel", "")))
          .isEqualTo("400 invalid-password");
    }
    Reply made = calls.register(request, sent.digits().replace(" ", ""), "miguel", "python");
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.body()).isEqualTo("{\"username\":\"miguel\"}\n");
    long id = server.account("miguel").id();
    assertThat(made.header("location")).hasValue("https://accounts.example/api/users/" + id);
    assertThat(mail.me(basic("miguel", "python")).toString())
        .contains("\"email\":\"" + address + "\",\"email_verified\":true,\"email_pending\":null");
    assertThat(outcome(calls.register(request, sent.digits(), "other", "python")))
        .isEqualTo(INVALID);
    assertThat(Rows.count(server, "SELECT count(*) AS n FROM one_time_code")).isZero();

    // A code that is mailed to the confirmed address resets the password.
    mail.later();
    assertThat(mail.reset(mail.asked(address), mails.next(address).digits(), "viper").status())
        .isEqualTo(204);
  }

  /**
   * The mail with the code was stored before the account existed, and an invitation may have been
   * stored afterwards.
   */
  @Test
  void isErasedWithItsMailAndItsInvitation() {
    String address = freshAddress();
    String request = calls.asked(address);
    Reply made = calls.register(request, mails.next(address).digits(), "gone", "python");
    assertThat(made.status()).isEqualTo(201);
    assertThat(
            server.operate(
                "user.invite", Map.of("email", address, "language", "en", "expires", "72h")))
        .isInstanceOf(dev.restauth.operator.Reply.Done.class);
    SentMails.awaitDelivered(server);
    assertThat(shown("mail.list")).contains(address);
    assertThat(shown("user.invitations")).contains(address);

    Reply closed =
        server.calls().call("DELETE", "/api/me", Optional.empty(), basic("gone", "python"));
    assertThat(closed.status()).isEqualTo(204);

    assertThat(shown("mail.list")).doesNotContain(address);
    assertThat(shown("user.invitations")).doesNotContain(address);
    assertThat(
            Rows.count(server, "SELECT count(*) AS n FROM one_time_code WHERE address IS NOT NULL"))
        .isZero();
  }

  private String shown(String operation) {
    Map<String, String> arguments =
        operation.equals("mail.list") ? Map.of("state", "delivered") : Map.of();
    dev.restauth.operator.Reply.Done done =
        (dev.restauth.operator.Reply.Done) server.operate(operation, arguments);
    return done.facts().values() + " " + done.notes();
  }

  @Test
  void endsItsCodeAfterTenMinutesAndAfterFiveTries() {
    String address = freshAddress();
    String request = calls.asked(address);
    Mail sent = mails.next(address);
    clock.move(Duration.ofMinutes(10).minusMillis(1));
    assertThat(outcome(calls.register(request, sent.digits(), "anna", "")))
        .isEqualTo("400 invalid-password");
    clock.move(Duration.ofMillis(1));
    assertThat(outcome(calls.register(request, sent.digits(), "anna", "x"))).isEqualTo(INVALID);

    String again = calls.asked(address);
    Mail second = mails.next(address);
    String wrong = second.digits().startsWith("0") ? "1111 1111" : "0000 0000";
    for (int i = 0; i < 5; i++) {
      assertThat(outcome(calls.register(again, wrong, "anna", "x"))).isEqualTo(INVALID);
    }
    assertThat(outcome(calls.register(again, second.digits(), "anna", "x"))).isEqualTo(INVALID);
    assertThat(Rows.count(server, ACCOUNTS)).isZero();
  }

  @Test
  void createsOneAccountWithACodeThatManyConnectionsSend() throws Exception {
    String address = freshAddress();
    String request = calls.asked(address);
    String code = mails.next(address).digits();
    CountDownLatch start = new CountDownLatch(1);
    List<String> outcomes = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Reply>> replies = new ArrayList<>();
      for (int i = 0; i < MANY; i++) {
        String username = "user" + i;
        replies.add(
            threads.submit(
                () -> {
                  start.await();
                  return calls.register(request, code, username, "python");
                }));
      }
      start.countDown();
      for (Future<Reply> each : replies) {
        outcomes.add(outcome(each.get()));
      }
    }
    assertThat(outcomes).containsOnly("201", INVALID).containsOnlyOnce("201");
    assertThat(Rows.count(server, ACCOUNTS)).isEqualTo(1);
  }

  /** Two codes were mailed to the address. */
  @Test
  void givesAnAddressToOneAccount() {
    String address = freshAddress();
    String first = calls.asked(address);
    Mail one = mails.next(address);
    mail.later();
    String second = calls.asked(address);
    Mail two = mails.next(address);
    assertThat(calls.register(first, one.digits(), "anna", "python").status()).isEqualTo(201);
    for (int i = 0; i < 7; i++) {
      assertThat(outcome(calls.register(second, two.digits(), "bert", "python")))
          .isEqualTo("409 email-taken");
    }
    assertThat(Rows.count(server, ACCOUNTS)).isEqualTo(1);
    assertThat(mail.me(basic("anna", "python")).get("email").asText()).isEqualTo(address);
  }

  @Test
  void refusesCodesOfOtherRequestsAndPurposes() {
    String address = freshAddress();
    String request = calls.asked(address);
    Mail sent = mails.next(address);
    String other = freshAddress();
    String others = calls.asked(other);
    Mail toOther = mails.next(other);
    String invitee = freshAddress();
    String invitation = calls.invited(invitee);
    Mail invited = mails.next(invitee);
    for (String code : List.of(toOther.digits(), invited.secret(), "é", "")) {
      assertThat(outcome(calls.register(request, code, "anna", "x"))).isEqualTo(INVALID);
    }
    assertThat(outcome(calls.register(others, sent.digits(), "anna", "x"))).isEqualTo(INVALID);
    assertThat(outcome(calls.register(invitation, invited.secret(), "anna", "x")))
        .isEqualTo(INVALID);
    assertThat(outcome(calls.accept(request, sent.digits(), "anna"))).isEqualTo(INVALID);
    assertThat(outcome(mail.reset(request, sent.digits(), "anna"))).isEqualTo(INVALID);
    assertThat(outcome(mail.undo(request + "." + sent.digits()))).isEqualTo(INVALID);
    assertThat(outcome(calls.register("x".repeat(22), sent.digits(), "anna", "x")))
        .isEqualTo(INVALID);
    assertThat(Rows.count(server, ACCOUNTS)).isZero();
    assertThat(calls.register(request, sent.digits(), "anna", "x").status()).isEqualTo(201);
  }

  /**
   * Neither the response nor the stored data reveals to a stranger whether an account has the
   * address.
   */
  @Test
  void revealsNothingAboutAddresses() {
    String taken = freshAddress();
    String made = calls.asked(taken);
    assertThat(calls.register(made, mails.next(taken).digits(), "anna", "python").status())
        .isEqualTo(201);
    mail.later();
    String free = freshAddress();
    String expected = bytes(calls.ask(free));
    Mail sent = mails.next(free);
    for (String each : List.of(free, taken, taken, freshAddress())) {
      assertThat(bytes(calls.ask(each))).isEqualTo(expected);
    }
    assertThat(mails.all(server, free)).isEmpty(); // no second mail within a minute
    assertThat(mails.all(server, taken)).isEmpty();
    assertThat(sent.text()).contains("code=");

    String decoy = calls.asked(taken);
    for (int i = 0; i < 6; i++) {
      assertThat(outcome(calls.register(decoy, "0000 0000", "anna", "x"))).isEqualTo(INVALID);
    }
    assertThat(
            Rows.count(
                server,
                "SELECT count(*) AS n FROM one_time_code WHERE request = ? AND account_id IS NULL"
                    + " AND address IS NULL AND tries = 5",
                decoy))
        .isEqualTo(1);
    // A client without a code learns nothing about user names either.
    assertThat(outcome(calls.register(calls.asked(freshAddress()), "1", "anna", "x")))
        .isEqualTo(INVALID);
  }

  @Test
  void countsRequestsOfANetworkForEveryAddress() {
    for (int i = 0; i < 20; i++) {
      assertThat(calls.ask(freshAddress()).status()).isEqualTo(202);
    }
    Reply refused = calls.ask(freshAddress());
    assertThat(outcome(refused)).isEqualTo("429 too-many-requests");
    assertThat(refused.header("retry-after")).isPresent();
  }

  @Test
  void refusesInvalidAddressesAndUnknownMembers() {
    for (String each :
        List.of(
            "anna",
            "anna@example.com\\r\\nBcc: all@example.com",
            "anna@example.com\\n",
            "anna\\u0000@example.com",
            "anna\\uff20example.com",
            "anna@evil.example@example.com",
            "anna@example.com, bert@example.com",
            "a".repeat(64) + "@" + "b.".repeat(94) + "xy")) {
      assertThat(outcome(calls.ask(each))).as(each).isEqualTo("400 invalid-email");
    }
    assertThat(outcome(server.calls().post("/api/registrations", "{\"email\":7}")))
        .isEqualTo("400 invalid-json");
    assertThat(
            outcome(
                server
                    .calls()
                    .post(
                        "/api/registrations",
                        "{\"email\":\"anna@example.com\",\"redirect\":\"https://evil.example\"}")))
        .isEqualTo("400 invalid-member");
    assertThat(Rows.count(server, "SELECT count(*) AS n FROM outbox")).isZero();
  }

  @Test
  void quotesNoFieldOfTheRequest() {
    String address = freshAddress();
    assertThat(
            calls
                .ask(
                    address,
                    "Host: evil.example",
                    "X-Forwarded-Host: evil.example",
                    "X-Forwarded-Proto: gopher",
                    "X-Forwarded-For: 192.0.2.7",
                    "Forwarded: host=evil.example;proto=gopher",
                    "Accept-Language: evil",
                    "Referer: https://evil.example/")
                .status())
        .isEqualTo(202);
    assertThat(mails.next(address).text()).doesNotContain("evil", "gopher", "192.0.2");
  }
}
