package dev.restauth.recovery;

import static dev.restauth.email.MailCalls.freshAddress;
import static dev.restauth.email.MailCalls.problem;
import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.LogCatcher;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.email.MailCalls;
import dev.restauth.email.Rows;
import dev.restauth.email.SentMails;
import dev.restauth.email.SentMails.Mail;
import dev.restauth.http.HttpCalls;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.oauth.OauthCalls;
import dev.restauth.store.sql.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The reset of a forgotten password, from the request for a code to the new password, and
 * strangers' attacks on the reset.
 */
@ParameterizedClass
@MethodSource("dev.restauth.store.sql.TestDatabase#tried")
class PasswordResetsTest {
  private static final String SUSAN = basic("susan", "python");
  private static final int MANY = 50;

  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension private final SentMails mails = new SentMails();

  @RegisterExtension
  private final TestServer server = new TestServer(clock, MailCalls.SETTINGS).on(() -> database);

  private final HttpCalls calls = server.calls();
  private final MailCalls mail = new MailCalls(server, clock, mails);
  private String address;

  @BeforeEach
  void register() {
    address = mail.withAddress("susan", "python");
  }

  @Test
  void setsANewPasswordAndRevokesSessionsTokensAndRefreshTokens() throws InterruptedException {
    OauthCalls oauth = new OauthCalls(calls);
    OauthCalls.Tokens tokens = oauth.logIn("susan", "python");
    Reply asked = mail.ask("email", address);
    assertThat(asked.status()).isEqualTo(202);
    assertThat(asked.header("cache-control")).hasValue("no-store");
    assertThat(asked.body()).matches("\\{\"request\":\"[\\w-]{22}\",\"expires_in\":1800}\n");
    String request = asked.json().get("request").asText();
    Mail sent = mails.next(address);
    assertThat(sent.link()).startsWith("https://accounts.example/mail/reset#" + request + ".");

    try (LogCatcher events = new LogCatcher("dev.restauth.event")) {
      assertThat(mail.reset(request, sent.digits(), "viper").status()).isEqualTo(204);
      assertThat(events.next())
          .contains("event=user.password_reset account=1 network=127.0.0.0/24");
    }
    assertThat(calls.get("/api/me", basic("susan", "viper")).status()).isEqualTo(200);
    assertThat(calls.get("/api/me", SUSAN).status()).isEqualTo(401);
    assertThat(calls.get("/api/me", "Authorization: Bearer " + tokens.access()).status())
        .isEqualTo(401);
    assertThat(oauth.refresh(tokens.refresh()).status()).isEqualTo(400);
    assertThat(Rows.count(server, "SELECT count(*) AS n FROM session")).isZero();
    assertThat(mails.next(address).text()).contains("time=2026-11-25 12:02 UTC");
    assertThat(problem(mail.reset(request, sent.digits(), "adder"))).isEqualTo("403 invalid-code");
  }

  @Test
  void takesTheCodeOfTheLinkAndDigitsWithoutTheirSpace() {
    String request = mail.asked(address);
    assertThat(mail.reset(request, mails.next(address).secret(), "viper").status()).isEqualTo(204);
    mail.later();
    String other = mail.asked(address);
    mails.next(address); // the notice of the change
    assertThat(mail.reset(other, mails.next(address).digits().replace(" ", ""), "adder").status())
        .isEqualTo(204);
    assertThat(mail.me(basic("susan", "adder")).get("id").asLong()).isEqualTo(1);
  }

  @Test
  void isAlsoRequestedByUserName() {
    String request = mail.ask("username", "susan").json().get("request").asText();
    assertThat(mail.reset(request, mails.next(address).digits(), "viper").status()).isEqualTo(204);
  }

  @Test
  void endsItsDigitsAfterTenMinutesAndItsLinkAfterThirty() {
    String request = mail.asked(address);
    Mail sent = mails.next(address);
    clock.move(Duration.ofMinutes(10));
    assertThat(problem(mail.reset(request, sent.digits(), "viper"))).isEqualTo("403 invalid-code");
    clock.move(Duration.ofMinutes(20).minusMillis(1));
    assertThat(problem(mail.reset(request, sent.secret(), ""))).isEqualTo("400 invalid-password");
    clock.move(Duration.ofMillis(1));
    assertThat(problem(mail.reset(request, sent.secret(), "viper"))).isEqualTo("403 invalid-code");
    assertThat(calls.get("/api/me", SUSAN).status()).isEqualTo(200);
  }

  @Test
  void keepsTheCodeIfThePasswordIsRefused() {
    String request = mail.asked(address);
    Mail sent = mails.next(address);
    for (int i = 0; i < 7; i++) {
      assertThat(problem(mail.reset(request, sent.digits(), ""))).isEqualTo("400 invalid-password");
    }
    assertThat(mail.reset(request, sent.digits(), "viper").status()).isEqualTo(204);
  }

  @Test
  void endsARequestAfterFiveWrongCodes() {
    String request = mail.asked(address);
    Mail sent = mails.next(address);
    String wrong = sent.digits().startsWith("0") ? "1111 1111" : "0000 0000";
    for (int i = 0; i < 5; i++) {
      assertThat(problem(mail.reset(request, wrong, "viper"))).isEqualTo("403 invalid-code");
    }
    assertThat(problem(mail.reset(request, sent.digits(), "viper"))).isEqualTo("403 invalid-code");
    assertThat(problem(mail.reset(request, sent.secret(), "viper"))).isEqualTo("403 invalid-code");
    mail.later();
    String again = mail.asked(address);
    assertThat(mail.reset(again, mails.next(address).digits(), "viper").status()).isEqualTo(204);
  }

  @Test
  void setsOnePasswordWithACodeThatManyConnectionsSend() throws Exception {
    String request = mail.asked(address);
    String code = mails.next(address).secret();
    CountDownLatch start = new CountDownLatch(1);
    List<Integer> done = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Reply>> replies = new ArrayList<>();
      for (int i = 0; i < MANY; i++) {
        replies.add(threads.submit(resetting(start, request, code, "viper" + i)));
      }
      start.countDown();
      for (int i = 0; i < MANY; i++) {
        Reply reply = replies.get(i).get();
        if (reply.status() == 204) {
          done.add(i);
        } else {
          assertThat(problem(reply)).isEqualTo("403 invalid-code");
        }
      }
    }
    assertThat(done).hasSize(1);
    assertThat(calls.get("/api/me", basic("susan", "viper" + done.getFirst())).status())
        .isEqualTo(200);
    assertThat(server.account("susan").generation()).isEqualTo(2);
  }

  private Callable<Reply> resetting(
      CountDownLatch start, String request, String code, String password) {
    return () -> {
      start.await();
      return mail.reset(request, code, password);
    };
  }

  @Test
  void refusesCodesOfOtherRequestsPurposesAndAccounts() {
    String davidsAddress = mail.withAddress("david", "monty");
    String susans = mail.asked(address);
    String davids = mail.asked(davidsAddress);
    Mail toSusan = mails.next(address);
    Mail toDavid = mails.next(davidsAddress);
    String confirming = mail.change(SUSAN, freshAddress()).json().get("request").asText();
    for (String code : List.of(toDavid.secret(), toDavid.digits(), "", "é", toDavid.fragment())) {
      assertThat(problem(mail.reset(susans, code, "viper"))).as(code).isEqualTo("403 invalid-code");
    }
    assertThat(problem(mail.reset(davids, toSusan.secret(), "viper")))
        .isEqualTo("403 invalid-code");
    assertThat(problem(mail.reset(confirming, toSusan.secret(), "viper")))
        .isEqualTo("403 invalid-code");
    assertThat(problem(mail.confirm(basic("david", "monty"), toDavid.secret())))
        .isEqualTo("403 invalid-code");
    assertThat(problem(mail.undo(toDavid.fragment()))).isEqualTo("403 invalid-code");
    assertThat(problem(mail.reset("x".repeat(22), toSusan.secret(), "viper")))
        .isEqualTo("403 invalid-code");
    assertThat(mail.reset(davids, toDavid.secret(), "viper").status()).isEqualTo(204);
  }

  @Test
  void isInvalidAfterAPasswordChangeOrIfTheAccountIsDisabled() {
    String request = mail.asked(address);
    Mail sent = mails.next(address);
    calls.post(
        "/api/me/password", "{\"current_password\":\"python\",\"new_password\":\"boa\"}", SUSAN);
    assertThat(problem(mail.reset(request, sent.secret(), "viper"))).isEqualTo("403 invalid-code");

    mail.later();
    String second = mail.asked(address);
    Mail other = mails.nextWithCode(address);
    server.operate("user.disable", Map.of("username", "susan"));
    assertThat(problem(mail.reset(second, other.secret(), "viper"))).isEqualTo("403 invalid-code");
    server.operate("user.enable", Map.of("username", "susan"));
    assertThat(problem(mail.reset(second, other.secret(), "viper"))).isEqualTo("403 invalid-code");
  }

  @Test
  void endsThePendingAddressAndTheOtherResets() {
    String first = mail.asked(address);
    Mail one = mails.next(address);
    mail.later();
    String second = mail.asked(address);
    Mail two = mails.next(address);
    String planted = freshAddress();
    mail.change(SUSAN, planted);
    assertThat(mail.reset(first, one.secret(), "viper").status()).isEqualTo(204);
    assertThat(problem(mail.reset(second, two.secret(), "adder"))).isEqualTo("403 invalid-code");
    String susan = basic("susan", "viper");
    assertThat(mail.me(susan).get("email_pending").isNull()).isTrue();
    assertThat(problem(mail.confirm(susan, mails.next(planted).secret())))
        .isEqualTo("403 invalid-code");
  }

  @Test
  void refusesBodiesThatItDoesNotUnderstand() {
    String ask = "/api/password-resets";
    assertThat(problem(calls.post(ask, "{}"))).isEqualTo("400 invalid-json");
    assertThat(problem(calls.post(ask, "{\"email\":\"a@b.example\",\"username\":\"a\"}")))
        .isEqualTo("400 invalid-json");
    assertThat(problem(calls.post(ask, "{\"email\":\"anna\"}"))).isEqualTo("400 invalid-email");
    assertThat(
            problem(calls.post(ask, "{\"email\":\"a@b.example\",\"url\":\"http://evil.example\"}")))
        .isEqualTo("400 invalid-member");
    assertThat(problem(calls.form(ask, "email=a"))).isEqualTo("415 unsupported-media-type");
    String request = ask + "/" + mail.asked(address);
    assertThat(problem(calls.post(request, "{\"code\":\"1\"}"))).isEqualTo("400 invalid-json");
    assertThat(problem(calls.post(request, "{\"code\":\"1\",\"new_password\":\"x\",\"x\":\"y\"}")))
        .isEqualTo("400 invalid-member");
    assertThat(
            mail.reset(request.substring(ask.length() + 1), mails.next(address).digits(), "viper")
                .status())
        .isEqualTo(204);
  }
}
