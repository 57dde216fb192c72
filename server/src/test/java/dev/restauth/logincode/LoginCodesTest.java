package dev.restauth.logincode;

import static dev.restauth.email.MailCalls.freshAddress;
import static dev.restauth.email.MailCalls.problem;
import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Log-ins with mailed codes, and attacks of strangers on them. */
@ParameterizedClass
@MethodSource("dev.restauth.store.sql.TestDatabase#tried")
class LoginCodesTest {
  private static final String SUSAN = basic("susan", "python");
  private static final String INVALID = "403 invalid-code";
  private static final String ELSEWHERE = "X-Forwarded-For: 198.51.100.7";
  private static final int MANY = 50;

  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension private final SentMails mails = new SentMails();

  @RegisterExtension
  private final TestServer server = new TestServer(clock, settings()).on(() -> database);

  private final HttpCalls calls = server.calls();
  private final MailCalls mail = new MailCalls(server, clock, mails);
  private String address;

  private static Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>(MailCalls.SETTINGS);
    settings.put("email-login", "on");
    settings.put("trusted-proxies", "127.0.0.1");
    return settings;
  }

  @BeforeEach
  void register() {
    address = mail.withAddress("susan", "python");
  }

  private static String bearer(Reply reply) {
    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
    return "Authorization: Bearer " + reply.json().get("token").asText();
  }

  @Test
  void logsInLikeAPasswordWithAMethodOfItsOwn() throws InterruptedException {
    Reply asked = mail.askToLogIn(address);
    assertThat(asked.status()).isEqualTo(202);
    assertThat(asked.header("cache-control")).hasValue("no-store");
    assertThat(asked.body()).matches("\\{\"request\":\"[\\w-]{22}\",\"expires_in\":600}\n");
    String request = asked.json().get("request").asText();
    Mail sent = mails.next(address);
    assertThat(sent.text()).doesNotContain("link=");
    clock.move(Duration.ofMinutes(1));

    Reply reply;
    try (LogCatcher events = new LogCatcher("dev.restauth.event")) {
      reply = mail.logIn(request, sent.digits().replace(" ", ""), "User-Agent: phone");
      assertThat(events.next())
          .contains("event=user.logged_in account=1 network=127.0.0.0/24 session=")
          .contains(" method=email-code acr=1 amr=otp request=");
    }
    assertThat(reply.header("cache-control")).hasValue("no-store");
    assertThat(reply.body()).matches("\\{\"token\":\"[\\w.-]+\",\"duration\":600}\n");
    JsonNode session = calls.get("/api/me/sessions", bearer(reply)).json().get("sessions").get(0);
    assertThat(session.get("method").asText()).isEqualTo("email-code");
    assertThat(session.get("user_agent").asText()).isEqualTo("phone");
    assertThat(session.get("authenticated_at").asText()).startsWith("2026-11-25T12:03");
    assertThat(calls.get("/api/token", bearer(reply)).status()).isEqualTo(200);
    assertThat(calls.get("/api/me", SUSAN).status()).as("nothing is erased").isEqualTo(200);
    assertThat(problem(mail.logIn(request, sent.digits()))).isEqualTo(INVALID);
  }

  @Test
  void givesARefreshTokenIfItIsAskedFor() {
    String path = "/api/login-codes/" + mail.askedToLogIn(address);
    String code = mails.next(address).digits();
    assertThat(problem(calls.post(path, "{\"code\":\"%s\",\"refresh\":\"yes\"}".formatted(code))))
        .isEqualTo("400 invalid-json");
    assertThat(problem(calls.post(path, "{\"code\":\"%s\",\"x\":\"yes\"}".formatted(code))))
        .isEqualTo("400 invalid-member");
    assertThat(problem(calls.post(path, "{}"))).isEqualTo("400 invalid-json");
    Reply reply = calls.post(path, "{\"code\":\"%s\",\"refresh\":true}".formatted(code));
    OauthCalls oauth = new OauthCalls(calls);
    String refreshed = oauth.refreshed(reply.json().get("refresh_token").asText()).access();
    assertThat(oauth.resource(refreshed)).isEqualTo(200);
  }

  /**
   * After the undo of an address change, the account has no password, so the mailbox is the only
   * way to log in.
   */
  @Test
  void logsInToAnAccountWithoutAPassword() {
    String undo = mail.changed(SUSAN, address, freshAddress()).fragment();
    mail.undo(undo);
    mails.next(address); // the undo has also mailed a password reset
    mail.later();
    String request = mail.askedToLogIn(address);
    Reply reply = mail.logIn(request, mails.next(address).digits());
    assertThat(mail.me(bearer(reply)).get("has_password").asBoolean()).isFalse();
  }

  @Test
  void sendsTheSameResponseForEveryNameAlsoTheSecondTime() {
    String disabled = mail.withAddress("anna", "python");
    String closed = mail.withAddress("peter", "python");
    calls.register("david", "monty");
    String pending = freshAddress();
    mail.change(basic("david", "monty"), pending);
    server.operate("user.disable", Map.of("username", "anna"));
    server.operate("user.close", Map.of("username", "peter"));
    String unknown = freshAddress();
    mails.all(server, pending);
    clock.move(Duration.ofHours(1));
    String expected = bytes(mail.askToLogIn(address));
    for (int again = 0; again < 2; again++) {
      for (String each : List.of(address, disabled, closed, pending, unknown)) {
        Reply asked = mail.askToLogIn(each);
        assertThat(bytes(asked)).isEqualTo(expected);
        String request = asked.json().get("request").asText();
        assertThat(
                Rows.count(
                    server,
                    "SELECT count(*) AS n FROM one_time_code WHERE request = ? AND purpose ="
                        + " 'login' AND link_until = code_until",
                    request))
            .isEqualTo(1);
        assertThat(problem(mail.logIn(request, "0000 0000"))).isEqualTo(INVALID);
      }
      if (again == 0) {
        assertThat(mails.all(server, address)).hasSize(1);
        clock.move(Duration.ofHours(1));
      }
    }
    assertThat(mails.all(server, address)).hasSize(1);
    for (String each : List.of(disabled, closed, pending, unknown)) {
      assertThat(mails.all(server, each)).as(each).isEmpty();
    }
  }

  /** Returns a response without its request id. */
  private static String bytes(Reply reply) {
    return reply.status()
        + reply.headers().stream()
            .filter(header -> !header.getKey().equals("date"))
            .map(header -> header.getKey() + ": " + header.getValue() + "\n")
            .collect(Collectors.joining())
        + reply.body().replaceFirst("\"request\":\"[\\w-]{22}\"", "\"request\":\"…\"");
  }

  @Test
  void countsAllAsksOfANetworkTogetherWithResets() {
    for (int i = 0; i < 19; i++) { // the mail that confirmed the address was the first of 20
      String each = freshAddress();
      Reply asked = i % 2 == 0 ? mail.askToLogIn(each) : mail.ask("email", each);
      assertThat(asked.status()).as("" + i).isEqualTo(202);
    }
    for (String each : List.of(address, freshAddress())) {
      assertThat(problem(mail.askToLogIn(each))).isEqualTo("429 too-many-requests");
    }
    assertThat(mail.askToLogIn(address, ELSEWHERE).status()).isEqualTo(202);
    assertThat(problem(mail.askToLogIn("susan"))).isEqualTo("400 invalid-email");
  }

  @Test
  void endsAfterTenMinutesAndAfterFiveWrongCodes() {
    String late = mail.askedToLogIn(address);
    String code = mails.next(address).digits();
    clock.move(Duration.ofMinutes(10));
    assertThat(problem(mail.logIn(late, code))).isEqualTo(INVALID);

    String request = mail.askedToLogIn(address);
    String right = mails.next(address).digits();
    String wrong = right.startsWith("0") ? "1111 1111" : "0000 0000";
    for (int i = 0; i < 5; i++) {
      assertThat(problem(mail.logIn(request, wrong))).isEqualTo(INVALID);
    }
    assertThat(problem(mail.logIn(request, right))).isEqualTo(INVALID);

    mail.later();
    String last = mail.askedToLogIn(address);
    String lasts = mails.next(address).digits();
    clock.move(Duration.ofMinutes(10).minusMillis(1));
    assertThat(mail.logIn(last, lasts).status()).isEqualTo(200);
  }

  @Test
  void beginsOneSessionWithACodeThatComesFromManyConnectionsAtOnce() throws Exception {
    String request = mail.askedToLogIn(address);
    String code = mails.next(address).digits();
    CountDownLatch start = new CountDownLatch(1);
    Callable<Reply> logIn =
        () -> {
          start.await();
          return mail.logIn(request, code);
        };
    int done = 0;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Reply>> replies = new ArrayList<>();
      for (int i = 0; i < MANY; i++) {
        replies.add(threads.submit(logIn));
      }
      start.countDown();
      for (Future<Reply> each : replies) {
        if (each.get().status() == 200) {
          done++;
        } else {
          assertThat(problem(each.get())).isEqualTo(INVALID);
        }
      }
    }
    assertThat(done).isEqualTo(1);
    assertThat(Rows.count(server, "SELECT count(*) AS n FROM session")).isEqualTo(1);
  }

  @Test
  void refusesCodesOfOtherRequestsPurposesAndAccounts() {
    String davidsAddress = mail.withAddress("david", "monty");
    String susans = mail.askedToLogIn(address);
    String davids = mail.askedToLogIn(davidsAddress);
    String toSusan = mails.next(address).digits();
    String toDavid = mails.next(davidsAddress).digits();
    for (String code : List.of(toDavid, "", "é", susans)) {
      assertThat(problem(mail.logIn(susans, code))).as(code).isEqualTo(INVALID);
    }
    assertThat(problem(mail.logIn(davids, toSusan))).isEqualTo(INVALID);
    assertThat(problem(mail.logIn("x".repeat(22), toSusan))).isEqualTo(INVALID);
    assertThat(problem(mail.reset(susans, toSusan, "viper"))).isEqualTo(INVALID);
    assertThat(problem(mail.confirm(SUSAN, toSusan))).isEqualTo(INVALID);
    assertThat(problem(mail.undo(susans + "." + toSusan))).isEqualTo(INVALID);
    mail.later();
    String reset = mail.asked(address);
    Mail sent = mails.next(address);
    for (String code : List.of(sent.digits(), sent.secret())) {
      assertThat(problem(mail.logIn(reset, code))).isEqualTo(INVALID);
    }
    assertThat(mail.logIn(susans, toSusan).status()).isEqualTo(200);
  }

  @Test
  void isOverOnceTheAccountHasChanged() {
    String other = freshAddress();
    List<Runnable> changes =
        List.of(
            () ->
                calls.post(
                    "/api/me/password",
                    "{\"current_password\":\"python\",\"new_password\":\"boa\"}",
                    SUSAN),
            () -> server.operate("user.end-sessions", Map.of("username", "susan")),
            () -> {
              server.operate("user.disable", Map.of("username", "susan"));
              server.operate("user.enable", Map.of("username", "susan"));
            },
            () -> {
              clock.move(Duration.ofMinutes(2));
              String request = mail.asked(address);
              mail.reset(request, mails.nextWithCode(address).digits(), "adder");
            },
            () -> {
              String adder = basic("susan", "adder");
              mail.change(adder, other);
              assertThat(mail.confirm(adder, mails.next(other).digits()).status()).isEqualTo(204);
            });
    for (Runnable change : changes) {
      mails.all(server, address);
      clock.move(Duration.ofHours(1)); // an address gets at most five mails an hour
      String request = mail.askedToLogIn(address);
      String code = mails.next(address).digits();
      change.run();
      assertThat(problem(mail.logIn(request, code))).isEqualTo(INVALID);
    }
    mail.later();
    String request = mail.askedToLogIn(other);
    String code = mails.next(other).digits();
    server.operate("user.disable", Map.of("username", "susan"));
    assertThat(problem(mail.logIn(request, code))).isEqualTo(INVALID);
    server.operate("user.close", Map.of("username", "susan"));
    assertThat(problem(mail.logIn(request, code))).isEqualTo(INVALID);
    assertThat(Rows.count(server, "SELECT count(*) AS n FROM session")).isZero();
  }

  /**
   * An attacker may register an account with the owner's address, and add credentials to that
   * account. The owner's log-in by mail must not open the attacker's account.
   */
  @Test
  void logsNobodyInToAnAccountWhoseAddressWasNeverConfirmed() {
    String victims = freshAddress();
    calls.register("mallory", "python");
    String mallory = basic("mallory", "python");
    new OauthCalls(calls).logIn("mallory", "python");
    mail.change(mallory, victims);
    mails.next(victims);
    mail.later();
    String request = mail.askedToLogIn(victims);
    assertThat(mails.all(server, victims)).isEmpty();
    assertThat(problem(mail.logIn(request, "0000 0000"))).isEqualTo(INVALID);

    // The victim's own account gets the codes, even if the address is pending for the stranger's
    // account.
    calls.register("anna", "monty");
    String anna = basic("anna", "monty");
    mail.later(); // each request for the address counts, even if no mail was sent
    mail.change(anna, victims);
    assertThat(mail.confirm(anna, mails.next(victims).digits()).status()).isEqualTo(204);
    mail.later();
    String hers = mail.askedToLogIn(victims);
    Reply reply = mail.logIn(hers, mails.next(victims).digits());
    assertThat(mail.me(bearer(reply)).get("username").asText()).isEqualTo("anna");
  }

  @Test
  void showsNothingThatTheRequestSaysAndStoresNoCodeInClear() {
    Reply asked =
        mail.askToLogIn(
            address,
            "Host: evil.example",
            "X-Forwarded-Host: evil.example",
            "X-Forwarded-Proto: gopher",
            "Forwarded: host=evil.example;proto=gopher",
            "Origin: https://evil.example");
    assertThat(asked.status()).isEqualTo(202);
    Mail sent = mails.next(address);
    assertThat(sent.text()).doesNotContain("evil", "gopher", "127.0.0.1", "http");
  }

  /**
   * A stranger may request codes continuously. Networks from which the account was used still get
   * codes.
   */
  @Test
  void leavesKnownNetworksASeparateAllowance() {
    assertThat(mail.askToLogIn(address, ELSEWHERE).status()).isEqualTo(202);
    mails.next(address);
    String request = mail.askedToLogIn(address);
    assertThat(mail.logIn(request, mails.next(address).digits(), ELSEWHERE).status())
        .isEqualTo(200);
    assertThat(Rows.count(server, "SELECT count(*) AS n FROM known_address WHERE account_id = 1"))
        .as("two addresses and their networks")
        .isEqualTo(4);
    assertThat(mails.next(address).text()).contains("198.51.100.0/24");
  }
}
