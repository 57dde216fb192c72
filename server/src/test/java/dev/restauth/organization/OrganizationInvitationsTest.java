package dev.restauth.organization;

import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.organization.OrganizationInvitationCalls.MINE;
import static dev.restauth.role.RoleScene.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.email.MailCalls;
import dev.restauth.email.SentMails;
import dev.restauth.email.SentMails.Mail;
import dev.restauth.http.HttpCalls;
import dev.restauth.role.RoleScene;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * Invitations to organizations. An account whose confirmed address was invited accepts without a
 * code.
 */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
class OrganizationInvitationsTest {
  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension private final SentMails mails = new SentMails();

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, MailCalls.SETTINGS)
          .on(() -> database)
          .withAccount("susan", "python")
          .withAccount("david", "python");

  private final OrganizationScene scene = new OrganizationScene(server);
  private final MailCalls mail = new MailCalls(server, clock, mails);
  private String acme = "";
  private OrganizationInvitationCalls calls = OrganizationInvitationCalls.to(scene, "");

  @BeforeEach
  void make() {
    acme = scene.make("acme", "susan");
    calls = OrganizationInvitationCalls.to(scene, acme);
    scene.add("acme", "david", "admin");
  }

  @Test
  void theAccountWithTheConfirmedAddressAccepts() {
    String address = mail.withAddress("maria", "python");
    mail.later();
    HttpCalls.Reply reply = calls.invite("david", address, "admin");
    assertThat(reply.status()).as(reply.body()).isEqualTo(201);
    assertThat(reply.json().get("email").asText()).isEqualTo(address);
    String id = reply.json().get("id").asText();
    Mail sent = mails.next(address);
    assertThat(sent.text()).contains("acme", "hours=72", "code=" + sent.fragment());
    assertThat(sent.link()).startsWith("https://accounts.example/mail/invitation#" + id + ".");
    assertThat(reply.toString() + scene.get(calls.path(), basic("david", "python")))
        .contains(id)
        .doesNotContain(sent.secret());

    JsonNode own = calls.pending("maria");
    assertThat(own.size()).isEqualTo(1);
    assertThat(own.get(0).get("id").asText()).isEqualTo(id);
    assertThat(own.get(0).get("organization").get("slug").asText()).isEqualTo("acme");
    assertThat(own.get(0).get("role").asText()).isEqualTo("admin");
    // The id of an invitation is not secret, but useless to other users.
    assertThat(calls.pending("susan").isEmpty()).isTrue();
    assertThat(calls.accept(id, "susan")).isEqualTo("404 not-found");
    assertThat(scene.outcome("DELETE", MINE + "/" + id, "", "susan")).isEqualTo("404 not-found");

    assertThat(calls.accept(id, "maria")).isEqualTo("204");
    assertThat(calls.accept(id, "maria")).isEqualTo("404 not-found");
    assertThat(calls.pending("maria").isEmpty()).isTrue();
    JsonNode organizations =
        scene.get("/organizations", basic("maria", "python")).json().get("organizations");
    assertThat(organizations.get(0).get("role").asText()).isEqualTo("admin");
    assertThat(scene.events(acme))
        .contains("organization.invitation_sent", "organization.member_added");
  }

  /** An address that is unconfirmed, or that the account no longer has, proves nothing. */
  @Test
  void anUnconfirmedAddressAcceptsNothing() {
    String address = MailCalls.freshAddress();
    server.calls().register("maria", "python");
    mail.change(basic("maria", "python"), address);
    String id = calls.invited("susan", address, "member");
    assertThat(calls.pending("maria").isEmpty()).isTrue();
    assertThat(calls.accept(id, "maria")).isEqualTo("404 not-found");
  }

  @Test
  void nobodyInvitesAboveTheirOwnRole() {
    String address = MailCalls.freshAddress();
    scene.add("acme", "david", "member");
    assertThat(problem(calls.invite("david", address, "member"))).isEqualTo("403 escalation");
    assertThat(scene.outcome("GET", calls.path(), "", "david")).isEqualTo("403 escalation");
    scene.add("acme", "david", "admin");
    assertThat(problem(calls.invite("david", address, "owner"))).isEqualTo("403 escalation");
    String owners = calls.invited("susan", address, "owner");
    mail.later();
    // An admin cannot withdraw or replace an invitation to a role above their own.
    assertThat(scene.outcome("DELETE", calls.path() + "/" + owners, "", "david"))
        .isEqualTo("403 escalation");
    assertThat(problem(calls.invite("david", address, "member"))).isEqualTo("403 escalation");
    assertThat(scene.outcome("DELETE", calls.path() + "/" + owners, "", "susan")).isEqualTo("204");
    assertThat(scene.outcome("DELETE", calls.path() + "/" + owners, "", "susan"))
        .isEqualTo("404 not-found");
    assertThat(problem(calls.invite("susan", "nobody", "member"))).isEqualTo("400 invalid-email");
    assertThat(problem(calls.invite("susan", address, "boss"))).isEqualTo("400 invalid-member");
  }

  /**
   * Otherwise a member could invite their own second account, and accept the invitation after their
   * first account was removed.
   */
  @Test
  void theInvitersPowerIsCheckedAgainAtTheAcceptance() {
    String address = mail.withAddress("maria", "python");
    mail.later();
    String id = calls.invited("david", address, "admin");
    scene.add("acme", "david", "member");
    assertThat(calls.accept(id, "maria")).isEqualTo("403 not-invited");
    scene.remove("acme", "david");
    assertThat(calls.accept(id, "maria")).isEqualTo("403 not-invited");
    scene.add("acme", "david", "admin");
    server.operate("user.disable", Map.of("username", "david"));
    assertThat(calls.accept(id, "maria")).isEqualTo("403 not-invited");
    server.operate("user.enable", Map.of("username", "david"));
    assertThat(calls.accept(id, "maria")).isEqualTo("204");
  }

  @Test
  void anAddressHasOneInvitationToAnOrganisation() {
    String address = mail.withAddress("maria", "python");
    mail.later();
    String first = calls.invited("susan", address, "member");
    mail.later();
    String second = calls.invited("susan", address.toUpperCase(Locale.ROOT), "admin");
    assertThat(second).isEqualTo(first);
    JsonNode listed = scene.get(calls.path(), basic("susan", "python")).json().get("invitations");
    assertThat(listed.size()).isEqualTo(1);
    scene.add("acme", "maria", "member");
    assertThat(calls.accept(second, "maria")).isEqualTo("204"); // the role stays the same
    JsonNode own = scene.get("/organizations", basic("maria", "python")).json();
    assertThat(own.get("organizations").get(0).get("role").asText()).isEqualTo("member");
  }

  @Test
  void invitationsEnd() {
    String address = mail.withAddress("maria", "python");
    mail.later();
    String declined = calls.invited("susan", address, "member");
    assertThat(scene.outcome("DELETE", MINE + "/" + declined, "", "maria")).isEqualTo("204");
    mail.later();
    String expired = calls.invited("susan", address, "member");
    clock.move(Duration.ofDays(3));
    assertThat(calls.accept(expired, "maria")).isEqualTo("404 not-found");
    server.runMaintenance();
    String byDavid = calls.invited("david", address, "member");
    server.operate("user.close", Map.of("username", "david"));
    assertThat(calls.accept(byDavid, "maria")).isEqualTo("404 not-found");
    mail.later();
    String last = calls.invited("susan", address, "member");
    scene.operate("delete", Map.of("slug", "acme"));
    assertThat(calls.accept(last, "maria")).isEqualTo("404 not-found");
    assertThat(calls.pending("maria").isEmpty()).isTrue();
  }

  /**
   * The services of an organization receive its members' tokens. With such a token, a service must
   * not be able to make the user a member of another organization.
   */
  @Test
  void aTokenOfAnotherOrganizationAcceptsNothing() {
    String address = mail.withAddress("maria", "python");
    String other = scene.make("other", "maria");
    mail.later();
    String id = calls.invited("susan", address, "admin");
    String token =
        "Authorization: Bearer "
            + scene
                .get("/token?organization=" + other, basic("maria", "python"))
                .json()
                .get("token")
                .asText();
    assertThat(scene.get(MINE, token).json().get("invitations").isEmpty()).isTrue();
    assertThat(problem(scene.call("POST", MINE + "/" + id, "", token))).isEqualTo("404 not-found");
    assertThat(problem(scene.call("DELETE", MINE + "/" + id, "", token)))
        .isEqualTo("404 not-found");
    assertThat(calls.accept(id, "maria")).isEqualTo("204");
  }

  /** Otherwise an inviter could relay mail to strangers. */
  @Test
  void anInviterSendsTwentyMailsAnHour() {
    List<String> addresses =
        IntStream.range(0, 22).mapToObj(_ -> MailCalls.freshAddress()).toList();
    addresses.forEach(address -> calls.invited("susan", address, "member"));
    SentMails.awaitDelivered(server);
    assertThat(addresses.stream().filter(address -> !mails.all(server, address).isEmpty()).count())
        .isEqualTo(20);
    String another = MailCalls.freshAddress();
    calls.invited("david", another, "member");
    mails.next(another);
  }

  /** Otherwise a visitor who creates accounts and organizations could relay mail to strangers. */
  @Test
  void theInvitersOfANetworkSendSixtyMailsAnHour() {
    List<String> addresses =
        IntStream.range(0, 64).mapToObj(_ -> MailCalls.freshAddress()).toList();
    for (int i = 0; i < addresses.size(); i++) {
      if (i % 16 == 0) {
        server.calls().register("owner" + i, "python");
        calls = OrganizationInvitationCalls.to(scene, scene.make("org" + i, "owner" + i));
      }
      calls.invited("owner" + (i - i % 16), addresses.get(i), "member");
    }
    SentMails.awaitDelivered(server);
    assertThat(addresses.stream().filter(address -> !mails.all(server, address).isEmpty()).count())
        .isEqualTo(60);
  }

  /** If a limit prevents the mail, the response is the same. */
  @Test
  void anAddressGetsOneMailAMinute() {
    String address = MailCalls.freshAddress();
    calls.invited("susan", address, "member");
    mails.next(address);
    calls.invited("susan", address, "member");
    SentMails.awaitDelivered(server);
    assertThat(mails.all(server, address)).isEmpty();
  }

  @Test
  void anAdministratorOfOrganisationsInvites() {
    String address = mail.withAddress("maria", "python");
    mail.later();
    server.calls().register("peter", "python");
    scene.administrator("peter", "orgs:write");
    String id = calls.invited("peter", address, "owner");
    new RoleScene(server).take("orgs-write", "peter");
    assertThat(calls.accept(id, "maria")).isEqualTo("403 not-invited");
    new RoleScene(server).assign("orgs-write", "peter");
    assertThat(calls.accept(id, "maria")).isEqualTo("204");
    assertThat(List.of(scene.outcome("GET", "/organizations/" + acme, "", "maria")))
        .containsExactly("200");
  }

  /** An administrator who became an owner could act on members with more power than their own. */
  @Test
  void anAdministratorOfOrganizationsCannotInviteThemselves() {
    String address = mail.withAddress("peter", "python");
    scene.administrator("peter", "orgs:write");
    mail.later();
    String id = calls.invited("peter", address, "owner");
    String code = mails.next(address).secret();
    assertThat(calls.accept(id, "peter")).isEqualTo("403 not-invited");
    assertThat(scene.outcome("POST", "/invitations/" + id, "{\"code\":\"" + code + "\"}", "peter"))
        .isEqualTo("403 not-invited");
    assertThat(scene.outcome("GET", "/organizations", "", "peter")).isEqualTo("200");
    assertThat(
            scene
                .get("/organizations", basic("peter", "python"))
                .json()
                .get("organizations")
                .size())
        .isZero();
    mail.later();
    calls.invited("susan", address, "member");
    assertThat(calls.accept(id, "peter")).isEqualTo("204");
  }
}
