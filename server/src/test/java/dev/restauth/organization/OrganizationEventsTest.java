package dev.restauth.organization;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.email.MailCalls;
import dev.restauth.email.SentMails;
import dev.restauth.event.EventCalls;
import dev.restauth.listener.QuietLogs;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** The events of organizations, as members and administrators see them. */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
@ExtendWith(QuietLogs.class)
class OrganizationEventsTest {
  private static final String CHANGED = "organization.member_changed";

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
  private Optional<EventCalls> audit = Optional.empty();
  private String acme = "";

  @BeforeEach
  void make() {
    acme = scene.make("acme", "susan");
    scene.add("acme", "david", "member");
    audit = Optional.of(EventCalls.to(server));
  }

  private List<JsonNode> all(String type) {
    return audit.orElseThrow().all().stream()
        .filter(event -> event.get("type").asText().equals(type))
        .toList();
  }

  private void change(String role, String by) {
    String path = "/organizations/" + acme + "/members/" + scene.id("david");
    assertThat(scene.outcome("PUT", path, "{\"role\":\"" + role + "\"}", by)).isEqualTo("200");
  }

  /** Returns a user's own events of a type, the newest first, after all events have numbers. */
  private List<JsonNode> own(String username, String type) {
    var _ = all(type);
    List<JsonNode> own = new ArrayList<>();
    for (JsonNode each : scene.get("/me/events", basic(username, "python")).json().get("events")) {
      if (each.get("type").asText().equals(type)) {
        own.add(each);
      }
    }
    return own;
  }

  @Test
  void aMemberSeesWhetherAMemberAnAdministratorOrAnOperatorActedOnThem() {
    change("admin", "susan");
    server.calls().register("peter", "python");
    scene.administrator("peter", "orgs:write");
    clock.move(Duration.ofSeconds(1)); // events with the same time are in no particular order
    change("member", "peter");
    clock.move(Duration.ofSeconds(1));
    scene.add("acme", "david", "admin");

    List<JsonNode> own = own("david", CHANGED);
    assertThat(own.stream().map(event -> event.get("actor").asText()))
        .containsExactly("operator", "administrator", "member");
    assertThat(own).noneMatch(event -> event.has("actor_kind") || event.has("network"));

    assertThat(all(CHANGED).stream().map(event -> event.get("actor").asText()))
        .containsExactly(
            "account:" + scene.id("susan"), "account:" + scene.id("peter"), "operator");
    assertThat(all(CHANGED).stream().map(event -> event.path("actor_kind").asText()))
        .containsExactly("member", "", "");
  }

  /** An owner who is also an administrator acts as a member in their own organization. */
  @Test
  void anOwnerWhoIsAnAdministratorActsAsAMember() {
    scene.administrator("susan", "orgs:write");
    change("admin", "susan");
    assertThat(own("david", CHANGED).getFirst().get("actor").asText()).isEqualTo("member");
    String leaving = "/organizations/" + acme + "/members/me";
    assertThat(scene.outcome("DELETE", leaving, "", "david")).isEqualTo("204");
    assertThat(own("david", "organization.member_removed").getFirst().get("actor").asText())
        .isEqualTo("account:" + scene.id("david"));
  }

  @Test
  void invitationsHaveTheirIdsAndEachEndIsRecorded() {
    OrganizationInvitationCalls calls = OrganizationInvitationCalls.to(scene, acme);
    change("admin", "susan");
    String address = mail.withAddress("maria", "python");
    String id = calls.invited("david", address, "member");
    assertHasId("organization.invitation_sent", id);
    assertThat(scene.outcome("DELETE", calls.path() + "/" + id, "", "susan")).isEqualTo("204");
    assertHasId("organization.invitation_withdrawn", id);

    mail.later();
    calls.invited("david", address, "member");
    change("member", "susan");
    assertThat(calls.accept(id, "maria")).isEqualTo("403 not-invited");
    server.runMaintenance(); // stores the events of refusals
    JsonNode refused = own("maria", "invitation.refused").getFirst();
    assertThat(refused.get("reason").asText()).isEqualTo("inviter");

    assertThat(calls.decline(id, "maria")).isEqualTo("204");
    assertThat(calls.decline(id, "maria")).isEqualTo("404 not-found");
    List<JsonNode> declined = own("maria", "organization.invitation_declined");
    assertThat(declined).hasSize(1);
    assertThat(declined.getFirst().get("invitation").asText()).isEqualTo(id);
    assertThat(declined.getFirst().get("organization").asText()).isEqualTo(acme);
    assertThat(declined.getFirst().get("actor").asText()).isEqualTo("account:" + scene.id("maria"));

    mail.later();
    calls.invited("susan", address, "member");
    assertThat(calls.accept(id, "maria")).isEqualTo("204");
    JsonNode accepted = own("maria", "invitation.accepted").getFirst();
    assertThat(accepted.get("invitation").asText()).isEqualTo(id);
    assertThat(own("maria", "organization.member_added").getFirst().get("actor").asText())
        .isEqualTo("account:" + scene.id("maria"));
  }

  private void assertHasId(String type, String id) {
    JsonNode event = all(type).getLast();
    assertThat(event.get("invitation").asText()).isEqualTo(id);
    assertThat(event.get("organization").asText()).isEqualTo(acme);
    assertThat(event.get("actor_kind").asText()).isEqualTo("member");
  }
}
