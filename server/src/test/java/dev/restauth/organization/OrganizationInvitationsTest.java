package dev.restauth.organization;

import static dev.restauth.http.HttpCalls.basic;
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
import org.junit.jupiter.params.provider.MethodSource;

/** Invitations to organisations, and the account with the confirmed address, which accepts them without a code. */
@ParameterizedClass
@MethodSource("dev.restauth.store.sql.TestDatabase#tried")
class OrganizationInvitationsTest {
  private static final String MINE = "/me/invitations";

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
  private String path = "";

  @BeforeEach
  void make() {
    acme = scene.make("acme", "susan");
    path = "/organizations/" + acme + "/invitations";
    scene.add("acme", "david", "admin");
  }

  private HttpCalls.Reply invite(String inviter, String email, String role) {
    return scene.call(
        "POST",
        path,
        "{\"email\":\"%s\",\"role\":\"%s\"}".formatted(email, role),
        basic(inviter, "python"));
  }

  private String invited(String inviter, String email, String role) {
    HttpCalls.Reply reply = invite(inviter, email, role);
    assertThat(reply.status()).as(reply.body()).isEqualTo(201);
    return reply.json().get("id").asText();
  }

  private JsonNode pending(String username) {
    return scene.get(MINE, basic(username, "python")).json().get("invitations");
  }

  private String accept(String id, String username) {
    return scene.outcome("POST", MINE + "/" + id, "", username);
  }

  @Test
  void theAccountWithTheConfirmedAddressAccepts() {
    String address = mail.withAddress("maria", "python");
    mail.later();
    HttpCalls.Reply reply = invite("david", address, "admin");
    assertThat(reply.status()).as(reply.body()).isEqualTo(201);
    assertThat(reply.json().get("email").asText()).isEqualTo(address);
    String id = reply.json().get("id").asText();
    Mail sent = mails.next(address);
    assertThat(sent.text()).contains("acme", "hours=72", "code=" + sent.fragment());
    assertThat(sent.link()).startsWith("https://accounts.example/mail/invitation#" + id + ".");
    assertThat(reply.toString() + scene.get(path, basic("david", "python")))
        .contains(id)
        .doesNotContain(sent.secret());

    JsonNode own = pending("maria");
    assertThat(own.size()).isEqualTo(1);
    assertThat(own.get(0).get("id").asText()).isEqualTo(id);
    assertThat(own.get(0).get("organization").get("slug").asText()).isEqualTo("acme");
    assertThat(own.get(0).get("role").asText()).isEqualTo("admin");
    // An id is no secret, and of no use to others.
    assertThat(pending("susan").isEmpty()).isTrue();
    assertThat(accept(id, "susan")).isEqualTo("404 not-found");
    assertThat(scene.outcome("DELETE", MINE + "/" + id, "", "susan")).isEqualTo("404 not-found");

    assertThat(accept(id, "maria")).isEqualTo("204");
    assertThat(accept(id, "maria")).isEqualTo("404 not-found");
    assertThat(pending("maria").isEmpty()).isTrue();
    JsonNode organizations =
        scene.get("/organizations", basic("maria", "python")).json().get("organizations");
    assertThat(organizations.get(0).get("role").asText()).isEqualTo("admin");
    assertThat(scene.events(acme))
        .contains("organization.invitation_sent", "organization.member_added");
  }

  /** An address that is only typed, or no more the account's, proves nothing. */
  @Test
  void anUnconfirmedAddressAcceptsNothing() {
    String address = MailCalls.freshAddress();
    server.calls().register("maria", "python");
    mail.change(basic("maria", "python"), address);
    String id = invited("susan", address, "member");
    assertThat(pending("maria").isEmpty()).isTrue();
    assertThat(accept(id, "maria")).isEqualTo("404 not-found");
  }

  @Test
  void nobodyInvitesAboveTheirOwnRole() {
    String address = MailCalls.freshAddress();
    scene.add("acme", "david", "member");
    assertThat(problem(invite("david", address, "member"))).isEqualTo("403 escalation");
    assertThat(scene.outcome("GET", path, "", "david")).isEqualTo("403 escalation");
    scene.add("acme", "david", "admin");
    assertThat(problem(invite("david", address, "owner"))).isEqualTo("403 escalation");
    String owners = invited("susan", address, "owner");
    mail.later();
    // Nor take back, or replace, an invitation above it.
    assertThat(scene.outcome("DELETE", path + "/" + owners, "", "david"))
        .isEqualTo("403 escalation");
    assertThat(problem(invite("david", address, "member"))).isEqualTo("403 escalation");
    assertThat(scene.outcome("DELETE", path + "/" + owners, "", "susan")).isEqualTo("204");
    assertThat(scene.outcome("DELETE", path + "/" + owners, "", "susan"))
        .isEqualTo("404 not-found");
    assertThat(problem(invite("susan", "nobody", "member"))).isEqualTo("400 invalid-email");
    assertThat(problem(invite("susan", address, "boss"))).isEqualTo("400 invalid-member");
  }

  /** Otherwise whoever is removed could have invited themselves under another name before. */
  @Test
  void theInvitersPowerIsCheckedAgainAtTheAcceptance() {
    String address = mail.withAddress("maria", "python");
    mail.later();
    String id = invited("david", address, "admin");
    scene.add("acme", "david", "member");
    assertThat(accept(id, "maria")).isEqualTo("403 not-invited");
    scene.remove("acme", "david");
    assertThat(accept(id, "maria")).isEqualTo("403 not-invited");
    scene.add("acme", "david", "admin");
    server.operate("user.disable", Map.of("username", "david"));
    assertThat(accept(id, "maria")).isEqualTo("403 not-invited");
    server.operate("user.enable", Map.of("username", "david"));
    assertThat(accept(id, "maria")).isEqualTo("204");
  }

  @Test
  void anAddressHasOneInvitationToAnOrganisation() {
    String address = mail.withAddress("maria", "python");
    mail.later();
    String first = invited("susan", address, "member");
    mail.later();
    String second = invited("susan", address.toUpperCase(Locale.ROOT), "admin");
    assertThat(second).isEqualTo(first);
    JsonNode listed = scene.get(path, basic("susan", "python")).json().get("invitations");
    assertThat(listed.size()).isEqualTo(1);
    scene.add("acme", "maria", "member");
    assertThat(accept(second, "maria")).isEqualTo("204"); // and keeps the role
    JsonNode own = scene.get("/organizations", basic("maria", "python")).json();
    assertThat(own.get("organizations").get(0).get("role").asText()).isEqualTo("member");
  }

  @Test
  void invitationsEnd() {
    String address = mail.withAddress("maria", "python");
    mail.later();
    String declined = invited("susan", address, "member");
    assertThat(scene.outcome("DELETE", MINE + "/" + declined, "", "maria")).isEqualTo("204");
    mail.later();
    String expired = invited("susan", address, "member");
    clock.move(Duration.ofDays(3));
    assertThat(accept(expired, "maria")).isEqualTo("404 not-found");
    server.runMaintenance();
    String byDavid = invited("david", address, "member");
    server.operate("user.close", Map.of("username", "david"));
    assertThat(accept(byDavid, "maria")).isEqualTo("404 not-found");
    mail.later();
    String last = invited("susan", address, "member");
    scene.operate("delete", Map.of("slug", "acme"));
    assertThat(accept(last, "maria")).isEqualTo("404 not-found");
    assertThat(pending("maria").isEmpty()).isTrue();
  }

  /** A service of one organisation, which has the token, brings nobody into another, and makes none. */
  @Test
  void aTokenOfAnotherOrganisationAcceptsNothing() {
    String address = mail.withAddress("maria", "python");
    String other = scene.make("other", "maria");
    mail.later();
    String id = invited("susan", address, "admin");
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
    assertThat(accept(id, "maria")).isEqualTo("204");
  }

  /** An inviter is no relay for mail to strangers. */
  @Test
  void anInviterSendsTwentyMailsAnHour() {
    List<String> addresses =
        IntStream.range(0, 22).mapToObj(_ -> MailCalls.freshAddress()).toList();
    addresses.forEach(address -> invited("susan", address, "member"));
    SentMails.awaitDelivered(server);
    assertThat(addresses.stream().filter(address -> !mails.all(server, address).isEmpty()).count())
        .isEqualTo(20);
    String another = MailCalls.freshAddress();
    invited("david", another, "member");
    mails.next(another);
  }

  /** Beyond the limits for mails, the answer is the same. */
  @Test
  void anAddressGetsOneMailAMinute() {
    String address = MailCalls.freshAddress();
    invited("susan", address, "member");
    mails.next(address);
    invited("susan", address, "member");
    SentMails.awaitDelivered(server);
    assertThat(mails.all(server, address)).isEmpty();
  }

  @Test
  void anAdministratorOfOrganisationsInvites() {
    String address = mail.withAddress("maria", "python");
    mail.later();
    server.calls().register("peter", "python");
    scene.administrator("peter", "orgs:write");
    String id = invited("peter", address, "owner");
    new RoleScene(server).take("orgs-write", "peter");
    assertThat(accept(id, "maria")).isEqualTo("403 not-invited");
    new RoleScene(server).assign("orgs-write", "peter");
    assertThat(accept(id, "maria")).isEqualTo("204");
    assertThat(List.of(scene.outcome("GET", "/organizations/" + acme, "", "maria")))
        .containsExactly("200");
  }
}
