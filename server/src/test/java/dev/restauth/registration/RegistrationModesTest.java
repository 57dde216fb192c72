package dev.restauth.registration;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls that the setting {@code registration} forbids. None of them creates an account. */
class RegistrationModesTest {
  private static final String SHUT = "403 registration-closed";

  private final SetClock clock = new SetClock();

  @RegisterExtension private final SentMails mails = new SentMails();

  @RegisterExtension
  private final TestServer server = new TestServer(clock, SignUpCalls.settings("verified"));

  private final SignUpCalls calls = new SignUpCalls(server);

  @ParameterizedTest
  @CsvSource({
    "open,     201, 403, 403, 201",
    "verified, 403, 202, 201, 201",
    "invited,  403, 403, 403, 201",
    "closed,   403, 403, 403, 403"
  })
  void allowsOnlyTheCallsOfItsMode(
      String mode, int users, int registrations, int verified, int invitations) {
    String asking = freshAddress();
    String request = calls.asked(asking);
    Mail registration = mails.next(asking);
    String invitee = freshAddress();
    String id = calls.invited(invitee);
    Mail invitation = mails.next(invitee);

    server.restart(SignUpCalls.settings(mode));
    List<Reply> replies = new ArrayList<>();
    replies.add(server.calls().register("anna", "python"));
    replies.add(calls.ask(freshAddress()));
    replies.add(calls.register(request, registration.digits(), "bert", "python"));
    replies.add(calls.accept(id, invitation.secret(), "cleo"));
    List<Integer> expected = List.of(users, registrations, verified, invitations);
    assertThat(replies).extracting(Reply::status).isEqualTo(expected);
    for (Reply each : replies) {
      if (each.status() == 403) {
        assertThat(outcome(each)).isEqualTo(SHUT);
      }
    }
    // The refusal does not depend on the rest of the request, or on whether the request is
    // well-formed.
    if (users == 403) {
      assertThat(outcome(calls.withEmail("dora", freshAddress()))).isEqualTo(SHUT);
      assertThat(outcome(server.calls().post("/api/users", "{"))).isEqualTo(SHUT);
      assertThat(
              outcome(
                  server
                      .calls()
                      .post(
                          "/api/users",
                          "{\"username\":\"dora\",\"password\":\"python\"}",
                          "X-Forwarded-For: 127.0.0.1",
                          "X-Forwarded-Host: accounts.example")))
          .isEqualTo(SHUT);
    }
    assertThat(Rows.count(server, "SELECT count(*) AS n FROM account"))
        .isEqualTo(expected.stream().filter(status -> status == 201).count());

    assertThat(server.operate("user.create", Map.of("username", "emil", "password", "python")))
        .isInstanceOf(Done.class);
    assertThat(server.calls().get("/api/me", basic("emil", "python")).status()).isEqualTo(200);
    dev.restauth.operator.Reply invited = calls.invite(freshAddress());
    if (mode.equals("closed")) {
      assertThat(((Failed) invited).message())
          .contains("\"registration\" is closed", "restauth user create");
    } else {
      assertThat(invited).isInstanceOf(Done.class);
    }
  }

  @Test
  void suggestsAnAlternative() {
    for (Map.Entry<String, String> each :
        Map.of(
                "verified", "POST /api/registrations",
                "invited", "by invitation",
                "closed", "ask one of them")
            .entrySet()) {
      server.restart(SignUpCalls.settings(each.getKey()));
      assertThat(server.calls().register("anna", "python").json().get("detail").asText())
          .contains(each.getValue());
    }
    server.restart(SignUpCalls.settings("open"));
    assertThat(calls.ask(freshAddress()).json().get("detail").asText()).contains("POST /api/users");
  }

  @Test
  void letsAUserAcceptAnInvitationWhileRegistrationIsClosed() {
    server.restart(SignUpCalls.settings("open"));
    String address = new MailCalls(server, clock, mails).withAddress("susan", "python");
    String id = calls.invited(address);
    Mail invitation = mails.next(address);
    server.restart(SignUpCalls.settings("closed"));
    assertThat(calls.join(id, invitation.secret(), basic("susan", "python")).status())
        .isEqualTo(204);
  }

  @Test
  void sendsNoMailWithoutSettingsForMail() {
    server.restart(Map.of("registration", "invited"));
    assertThat(((Failed) calls.invite("anna@example.com")).message())
        .isEqualTo("no mail can be sent: set smtp-url, mail-from and public-url");
    server.restart(Map.of());
    assertThat(outcome(calls.withEmail("anna", "anna@example.com")))
        .isEqualTo("501 mail-not-configured");
    assertThat(Rows.count(server, "SELECT count(*) AS n FROM account")).isZero();
    assertThat(Rows.count(server, "SELECT count(*) AS n FROM outbox")).isZero();
    assertThat(Rows.count(server, "SELECT count(*) AS n FROM one_time_code")).isZero();
    assertThat(server.calls().register("anna", "python").status()).isEqualTo(201);
  }
}
