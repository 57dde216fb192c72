package dev.restauth.registration;

import static dev.restauth.Eventually.eventually;
import static dev.restauth.email.MailCalls.freshAddress;
import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.registration.SignUpCalls.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.email.MailCalls;
import dev.restauth.email.Rows;
import dev.restauth.email.SentMails;
import dev.restauth.email.SentMails.Mail;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.operator.Reply.Done;
import dev.restauth.operator.Reply.Failed;
import dev.restauth.role.RoleScene;
import dev.restauth.store.sql.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
 * Invitations, from the operator's command to the account, and attempts of other users to use them.
 */
@ParameterizedClass
@MethodSource("dev.restauth.store.sql.TestDatabase#tried")
class InvitationTest {
  private static final String INVALID = "403 invalid-code";
  private static final String ACCOUNTS = "SELECT count(*) AS n FROM account";

  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension private final SentMails mails = new SentMails();

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, SignUpCalls.settings("open")).on(() -> database);

  private final SignUpCalls calls = new SignUpCalls(server);
  private final MailCalls mail = new MailCalls(server, clock, mails);

  @Test
  void makesAnAccountThatHasItsAddressConfirmed() {
    String address = freshAddress();
    Done invited =
        (Done) calls.operate(Map.of("email", address, "language", "de", "expires", "7d"));
    String id = String.valueOf(invited.facts().values().get("id"));
    assertThat(id).matches("[\\w-]{22}");
    assertThat(invited.facts().values())
        .containsOnlyKeys("id", "email", "until")
        .containsEntry("email", address)
        .containsEntry("until", "2026-12-02T12:00:00Z");
    Mail sent = mails.next(address);
    assertThat(sent.link()).startsWith("https://accounts.example/mail/invitation#" + id + ".");
    assertThat(sent.text()).contains("eingeladen", "hours=168");
    Done listed = (Done) server.operate("user.invitations", Map.of());
    assertThat(listed.notes()).containsExactly(id + "  " + address + "  2026-12-02T12:00:00Z");
    assertThat(listed.facts().json() + invited.facts().json()).doesNotContain(sent.secret());

    clock.move(Duration.ofDays(7).minusMillis(1));
    assertThat(outcome(calls.accept(id, sent.secret(), "a:b"))).isEqualTo("400 invalid-username");
    Reply made = calls.accept(id, sent.secret(), "anna");
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.body()).isEqualTo("{\"username\":\"anna\"}\n");
    assertThat(mail.me(basic("anna", "python")).toString())
        .contains("\"email\":\"" + address + "\",\"email_verified\":true");
    assertThat(outcome(calls.accept(id, sent.secret(), "bert"))).isEqualTo(INVALID);
    assertThat(((Done) server.operate("user.invitations", Map.of())).notes())
        .containsExactly("Nobody is invited.");
  }

  @Test
  void itsMailIsErasedWithTheAccount() {
    String address = freshAddress();
    String id = calls.invited(address);
    assertThat(calls.accept(id, mails.next(address).secret(), "anna").status()).isEqualTo(201);
    eventually("the mail is delivered", () -> deliveredTo(address) == 1);
    server.operate("user.close", Map.of("username", "anna"));
    assertThat(deliveredTo(address)).isZero();
  }

  private long deliveredTo(String address) {
    Done listed = (Done) server.operate("mail.list", Map.of("state", "delivered"));
    return listed.notes().stream().filter(line -> line.contains(address)).count();
  }

  @Test
  void expiresOrIsWithdrawnOrIsReplacedByTheNextForTheAddress() {
    String address = freshAddress();
    String id = calls.invited(address);
    Mail first = mails.next(address);
    assertThat(calls.invited(address.toUpperCase(Locale.ROOT))).isEqualTo(id);
    Mail second =
        mails.next(address.toUpperCase(Locale.ROOT).replace("EXAMPLE.COM", "example.com"));
    assertThat(outcome(calls.accept(id, first.secret(), "anna"))).isEqualTo(INVALID);
    assertThat(Rows.count(server, "SELECT count(*) AS n FROM one_time_code")).isEqualTo(1);
    assertThat(server.operate("user.uninvite", Map.of("id", id))).isInstanceOf(Done.class);
    assertThat(server.operate("user.uninvite", Map.of("id", id))).isInstanceOf(Failed.class);
    assertThat(outcome(calls.accept(id, second.secret(), "anna"))).isEqualTo(INVALID);

    calls.invited(address);
    Mail third = mails.next(address);
    clock.move(Duration.ofDays(3));
    assertThat(outcome(calls.accept(id, third.secret(), "anna"))).isEqualTo(INVALID);
    assertThat(server.operate("user.uninvite", Map.of("id", id))).isInstanceOf(Failed.class);
    calls.invited(address);
    assertThat(calls.accept(id, mails.next(address).secret(), "anna").status()).isEqualTo(201);
  }

  @Test
  void refusesOtherCodesAndIsInvalidAfterFive() {
    String address = freshAddress();
    String id = calls.invited(address);
    Mail sent = mails.next(address);
    String other = freshAddress();
    String others = calls.invited(other);
    Mail toOther = mails.next(other);
    assertThat(outcome(calls.accept(others, sent.secret(), "anna"))).isEqualTo(INVALID);
    assertThat(outcome(mail.reset(id, sent.secret(), "x"))).isEqualTo(INVALID);
    assertThat(outcome(mail.undo(sent.fragment()))).isEqualTo(INVALID);
    for (String code : List.of(toOther.secret(), "", id, "0000 0000", "é")) {
      assertThat(outcome(calls.accept(id, code, "anna"))).isEqualTo(INVALID);
    }
    assertThat(outcome(calls.accept(id, sent.secret(), "anna"))).isEqualTo(INVALID);
    assertThat(Rows.count(server, ACCOUNTS)).isZero();
    assertThat(calls.accept(others, toOther.secret(), "anna").status()).isEqualTo(201);
  }

  @Test
  void isJoinedOnlyByTheAccountOfItsAddress() {
    String address = mail.withAddress("susan", "python");
    mail.withAddress("david", "monty");
    var _ = server.calls().register("anna", "cobra"); // without an address
    String id = calls.invited(address);
    Mail sent = mails.next(address);
    String token = server.calls().token("david", "monty");
    for (int i = 0; i < 3; i++) {
      assertThat(outcome(calls.join(id, sent.secret(), basic("david", "monty"))))
          .isEqualTo("403 not-invited");
      assertThat(outcome(calls.join(id, sent.secret(), "Authorization: Bearer " + token)))
          .isEqualTo("403 not-invited");
      assertThat(outcome(calls.join(id, sent.secret(), basic("anna", "cobra"))))
          .isEqualTo("403 not-invited");
    }
    assertThat(calls.join(id, sent.secret(), basic("susan", "wrong")).status()).isEqualTo(401);
    assertThat(calls.join(id, sent.secret(), "Authorization: Bearer x").status()).isEqualTo(401);
    assertThat(outcome(calls.join(id, "0000 0000", basic("susan", "python")))).isEqualTo(INVALID);
    // A newcomer cannot have an existing account's address.
    assertThat(outcome(calls.accept(id, sent.secret(), "bert"))).isEqualTo("409 email-taken");
    assertThat(outcome(calls.accept(id, sent.secret(), "bert", basic("susan", "python"))))
        .isEqualTo("400 invalid-member");
    assertThat(calls.join(id, sent.secret(), basic("susan", "python")).status()).isEqualTo(204);
    assertThat(outcome(calls.join(id, sent.secret(), basic("susan", "python")))).isEqualTo(INVALID);
    assertThat(Rows.count(server, ACCOUNTS)).isEqualTo(3);
  }

  @Test
  void createsOneAccountForManySimultaneousCalls() throws Exception {
    String address = freshAddress();
    String id = calls.invited(address);
    String code = mails.next(address).secret();
    CountDownLatch start = new CountDownLatch(1);
    List<String> outcomes = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Reply>> replies = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        String username = "user" + i;
        replies.add(
            threads.submit(
                () -> {
                  start.await();
                  return calls.accept(id, code, username);
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

  @Test
  void anOperatorsInvitationGivesTheRolesThatItNames() {
    for (String role : List.of("auditor", "editor", "other")) {
      Map<String, String> defined = Map.of("role", role, "scopes", role + ":x");
      assertThat(server.operate("role.define", defined)).isInstanceOf(Done.class);
    }
    String address = freshAddress();
    Done invited =
        (Done)
            calls.operate(
                Map.of(
                    "email",
                    address,
                    "language",
                    "en",
                    "expires",
                    "1h",
                    "roles",
                    "editor auditor"));
    String id = String.valueOf(invited.facts().values().get("id"));
    assertThat(calls.accept(id, mails.next(address).secret(), "anna").status()).isEqualTo(201);
    assertThat(RoleScene.claims(server.calls().token("anna", "python")).get("scope").asText())
        .isEqualTo("api auditor:x editor:x");
  }

  @Test
  void refusesArgumentsThatMakeNoSense() {
    Map<String, String> right =
        Map.of("email", "anna@example.com", "language", "en", "expires", "1h");
    assertThat(server.operate("user.invite", right)).isInstanceOf(Done.class);
    for (Map.Entry<String, String> each :
        Map.of(
                "email", "anna@example.com\r\nBcc: bert@example.com",
                "language", "xx",
                "roles", "unknown",
                "expires", "8d")
            .entrySet()) {
      Map<String, String> wrong = new HashMap<>(right);
      wrong.put(each.getKey(), each.getValue());
      assertThat(server.operate("user.invite", wrong)).isInstanceOf(Failed.class);
    }
    assertThat(Rows.count(server, "SELECT count(*) AS n FROM outbox")).isEqualTo(1);
  }
}
