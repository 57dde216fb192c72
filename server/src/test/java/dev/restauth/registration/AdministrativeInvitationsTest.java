package dev.restauth.registration;

import static dev.restauth.email.MailCalls.freshAddress;
import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.role.AdministratorCalls.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.email.MailCalls;
import dev.restauth.email.Rows;
import dev.restauth.email.SentMails;
import dev.restauth.email.SentMails.Mail;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.listener.QuietLogs;
import dev.restauth.role.AdministratorCalls;
import dev.restauth.role.RoleScene;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Invitations by administrators, and the roles that they assign. */
@ExtendWith(QuietLogs.class)
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
class AdministrativeInvitationsTest {
  private static final String PATH = "/api/admin/invitations";

  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension private final SentMails mails = new SentMails();

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, SignUpCalls.settings("invited")).on(() -> database);

  private final AdministratorCalls admin = new AdministratorCalls(server);
  private final SignUpCalls calls = new SignUpCalls(server);
  private final MailCalls mail = new MailCalls(server, clock, mails);
  private String host = "";

  @BeforeEach
  void makeAdministrator() {
    admin.define("writer", "posts:write");
    admin.define("mailer", "mail:read");
    host = administrator("host", "invitations:write roles:assign mail:read");
  }

  /** Creates the account with the operator command, because registration is closed. */
  private String administrator(String username, String scopes) {
    admin.operate("user.create", Map.of("username", username, "password", "python"));
    admin.give(username, username, scopes);
    return basic(username, "python");
  }

  private Reply invite(String address, String more, String credentials) {
    return admin.json("POST", PATH, "{\"email\":\"%s\"%s}".formatted(address, more), credentials);
  }

  private String invited(String address, String more) {
    Reply reply = invite(address, more, host);
    assertThat(reply.status()).as(reply.toString()).isEqualTo(201);
    return reply.json().get("id").asText();
  }

  private String rolesOf(String username) {
    return server
        .store()
        .<List<String>>reading(
            tx ->
                tx.sql()
                    .all(
                        "SELECT role FROM account_role JOIN account ON account.id = account_id"
                            + " WHERE username = ? ORDER BY role",
                        row -> row.text("role"),
                        username))
        .toString();
  }

  @Test
  void makesAnAccountThatHasTheRoles() {
    String address = freshAddress();
    Reply reply =
        invite(
            address,
            ",\"roles\":[\"writer\",\"mailer\"],\"locale\":\"de\",\"expires_in\":3600",
            host);
    assertThat(reply.status()).isEqualTo(201);
    JsonNode body = reply.json();
    assertThat(body.properties().stream().map(Map.Entry::getKey))
        .containsExactly("id", "email", "roles", "invited_by", "expires_at");
    assertThat(body.get("expires_at").asText()).isEqualTo("2026-11-25T13:00:00Z");
    String id = body.get("id").asText();
    assertThat(reply.header("location").orElseThrow()).endsWith(PATH + "/" + id);
    Mail sent = mails.next(address);
    assertThat(sent.text()).contains("eingeladen");
    assertThat(reply.toString()).doesNotContain(sent.secret());
    assertThat(admin.get(PATH, host).json().get("invitations").get(0)).isEqualTo(body);

    assertThat(calls.accept(id, sent.secret(), "anna").status()).isEqualTo(201);
    assertThat(rolesOf("anna")).isEqualTo("[mailer, writer]");
    assertThat(admin.get("/api/admin/mail", basic("anna", "python")).status()).isEqualTo(200);
    assertThat(admin.events("invitation.sent", "host")).isEqualTo(1);
    assertThat(admin.events("user.role_assigned", "host")).isEqualTo(2);
    assertThat(admin.events("invitation.accepted", "anna")).isEqualTo(1);
    assertThat(Rows.count(server, "SELECT count(*) AS n FROM invitation_grant")).isZero();
  }

  @Test
  void anAccountThatJoinsGetsTheRolesAndItsTokensAreOutdated() {
    String address = freshAddress();
    String id = invited(address, "");
    assertThat(calls.accept(id, mails.next(address).secret(), "susan").status()).isEqualTo(201);
    String token = server.calls().token("susan", "python");
    mail.later();
    id = invited(address, ",\"roles\":[\"writer\"]");
    String code = mails.next(address).secret();
    assertThat(outcome(calls.join(id, code, host))).isEqualTo("403 not-invited");
    assertThat(calls.join(id, code, basic("susan", "python")).status()).isEqualTo(204);
    assertThat(rolesOf("susan")).isEqualTo("[writer]");
    assertThat(outcome(admin.get("/api/me", RoleScene.bearer(token))))
        .isEqualTo("401 rights-changed");
  }

  /** Fifteen names of this length fit into a token, and sixteen do not. */
  @Test
  void givesNoMoreRolesThanFitIntoAToken() {
    String address = freshAddress();
    String id = invited(address, "");
    assertThat(calls.accept(id, mails.next(address).secret(), "susan").status()).isEqualTo(201);
    for (char first = 'a'; first < 'p'; first++) {
      String role = String.valueOf(first).repeat(64);
      admin.define(role, "posts:read");
      admin.assign(role, "susan");
    }
    String one = "p".repeat(64);
    admin.define(one, "posts:write");
    mail.later();
    id = invited(address, ",\"roles\":[\"" + one + "\"]");
    String code = mails.next(address).secret();
    assertThat(outcome(calls.join(id, code, basic("susan", "python"))))
        .isEqualTo("409 limit-reached");
    assertThat(rolesOf("susan")).doesNotContain(one);
  }

  /**
   * An administrator sees that no mail was sent, and the code that was mailed before stays valid,
   * with its roles.
   */
  @Test
  void anAddressGetsOneMailAMinuteAndFiveAnHour() {
    String address = freshAddress();
    String id = invited(address, ",\"roles\":[\"mailer\"]");
    String code = mails.next(address).secret();
    String porter = administrator("porter", "invitations:write roles:assign mail:read");
    for (int i = 0; i < 30; i++) {
      Reply refused = invite(address.toUpperCase(Locale.ROOT), "", i % 2 == 0 ? host : porter);
      assertThat(outcome(refused)).isEqualTo("429 too-many-requests");
      assertThat(refused.header("retry-after")).hasValue("60");
    }
    assertThat(mails.all(server, address)).isEmpty();
    assertThat(calls.accept(id, code, "anna").status()).isEqualTo(201);
    assertThat(rolesOf("anna")).isEqualTo("[mailer]");

    String other = freshAddress();
    for (int i = 0; i < 5; i++) {
      invited(other, "");
      mails.next(other);
      clock.move(Duration.ofMinutes(1));
    }
    Reply refused = invite(other, "", host);
    assertThat(outcome(refused)).isEqualTo("429 too-many-requests");
    assertThat(refused.header("retry-after")).hasValue(Integer.toString(55 * 60));
    clock.move(Duration.ofMinutes(55));
    invited(other, "");
  }

  @Test
  void strangersDoNotKeepAnAdministratorFromInviting() {
    String address = freshAddress();
    assertThat(mail.ask("email", address).status()).isEqualTo(202);
    invited(address, "");
    mails.next(address);
  }

  @Test
  void theNextInvitationReplacesTheRolesToo() {
    String address = freshAddress();
    String id = invited(address, ",\"roles\":[\"mailer\"]");
    mails.next(address);
    mail.later();
    assertThat(invited(address, "")).isEqualTo(id);
    assertThat(calls.accept(id, mails.next(address).secret(), "anna").status()).isEqualTo(201);
    assertThat(rolesOf("anna")).isEqualTo("[]");
  }

  @Test
  void isRefusedAfterItsInviterHasLostThePower() {
    String address = freshAddress();
    String id = invited(address, ",\"roles\":[\"mailer\"]");
    String code = mails.next(address).secret();
    Map<String, String> hostRole = Map.of("role", "host", "username", "host");
    admin.operate("role.take", hostRole);
    assertRefused(id, code);
    admin.operate("role.assign", hostRole);
    admin.define("host", "invitations:write roles:assign"); // without mail:read
    assertRefused(id, code);
    admin.define("host", "invitations:write roles:assign mail:read");
    admin.operate("user.disable", Map.of("username", "host"));
    for (int i = 0; i < 6; i++) { // the code is correct, so this does not count as a wrong attempt
      assertRefused(id, code);
    }
    admin.operate("user.enable", Map.of("username", "host"));
    assertThat(calls.accept(id, code, "anna").status()).isEqualTo(201);
    assertThat(rolesOf("anna")).isEqualTo("[mailer]");

    String other = freshAddress();
    String plain = invited(other, "");
    String plainCode = mails.next(other).secret();
    admin.operate("user.close", Map.of("username", "host"));
    assertThat(outcome(calls.accept(plain, plainCode, "bert"))).isEqualTo("403 invalid-code");
    assertThat(Rows.count(server, "SELECT count(*) AS n FROM invitation_grant")).isZero();
    assertThat(Rows.count(server, "SELECT count(*) AS n FROM one_time_code")).isZero();
  }

  private void assertRefused(String id, String code) {
    assertThat(outcome(calls.accept(id, code, "anna"))).isEqualTo("403 not-invited");
    assertThat(Rows.count(server, "SELECT count(*) AS n FROM account WHERE username = 'anna'"))
        .isZero();
  }

  @Test
  void givesAtMostTheInvitersPower() {
    admin.define("boss", "users:write");
    String address = freshAddress();
    admin.assertEscalation("host", () -> invite(address, ",\"roles\":[\"boss\"]", host));
    String porter = administrator("porter", "invitations:write");
    admin.assertEscalation("porter", () -> invite(address, ",\"roles\":[\"writer\"]", porter));
    assertThat(mails.all(server, address)).isEmpty();

    // An administrator with less power cannot replace or withdraw an invitation that gives more
    // power.
    String id = invited(address, ",\"roles\":[\"mailer\"]");
    admin.assertEscalation("porter", () -> invite(address, "", porter));
    admin.assertEscalation("porter", () -> admin.call("DELETE", PATH + "/" + id, porter));

    // With a token of a narrowed session for invitations only, an administrator cannot assign
    // roles.
    Reply narrowed = server.calls().get("/api/token?scope=invitations:write", host);
    String bearer = RoleScene.bearer(RoleScene.tokenOf(narrowed));
    assertThat(outcome(invite(freshAddress(), ",\"roles\":[\"writer\"]", bearer)))
        .isEqualTo("403 insufficient-scope");
    assertThat(invite(freshAddress(), "", bearer).status()).isEqualTo(201);
  }

  /** An inviter must not change the roles of an account with more power than their own. */
  @Test
  void givesNothingToAnAccountOfMorePower() {
    String address = freshAddress();
    String id = invited(address, "");
    assertThat(calls.accept(id, mails.next(address).secret(), "boss").status()).isEqualTo(201);
    admin.give("boss", "boss", "users:write");
    mail.later();
    id = invited(address, ",\"roles\":[\"writer\"]");
    String code = mails.next(address).secret();
    assertThat(outcome(calls.join(id, code, basic("boss", "python")))).isEqualTo("403 not-invited");
    assertThat(rolesOf("boss")).isEqualTo("[boss]");
  }

  @Test
  void listsInPagesFindsByAddressAndWithdraws() {
    for (int i = 0; i < 5; i++) {
      invited("p%d@example.com".formatted(i), ",\"expires_in\":" + (3600 + i));
    }
    List<JsonNode> all = admin.all(PATH, "invitations", 2, host);
    assertThat(all.stream().map(each -> each.get("email").asText()))
        .containsExactly(
            "p0@example.com",
            "p1@example.com",
            "p2@example.com",
            "p3@example.com",
            "p4@example.com");
    assertThat(admin.all(PATH + "?email=P3@EXAMPLE.com", "invitations", 2, host))
        .containsExactly(all.get(3));
    assertThat(admin.all(PATH + "?email=p9@example.com", "invitations", 2, host)).isEmpty();
    assertThat(outcome(admin.get(PATH + "?email=p9", host))).isEqualTo("400 invalid-parameter");
    String path = PATH + "/" + all.get(3).get("id").asText();
    assertThat(admin.call("DELETE", path, host).status()).isEqualTo(204);
    assertThat(outcome(admin.call("DELETE", path, host))).isEqualTo("404 not-found");
    assertThat(admin.events("invitation.withdrawn", "host")).isEqualTo(1);
    assertThat(admin.all(PATH, "invitations", 2, host)).hasSize(4);
  }

  @Test
  void refusesInvalidCombinations() {
    String address = freshAddress();
    assertThat(outcome(invite("nobody", "", host))).isEqualTo("400 invalid-email");
    for (String more :
        List.of(
            ",\"roles\":\"writer\"",
            ",\"roles\":[1]",
            ",\"roles\":[\"no such role\"]",
            ",\"roles\":[\"unknown\"]",
            ",\"expires_in\":3599",
            ",\"expires_in\":604801",
            ",\"expires_in\":\"3600\"",
            ",\"code\":\"x\"")) {
      assertThat(outcome(invite(address, more, host))).as(more).isEqualTo("400 invalid-member");
    }
    assertThat(
            server
                .calls()
                .call("POST", PATH, Optional.of("{}"), host, "Content-Type: application/json")
                .status())
        .isEqualTo(400);
    assertThat(mails.all(server, address)).isEmpty();
  }
}
