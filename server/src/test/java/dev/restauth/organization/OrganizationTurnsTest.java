package dev.restauth.organization;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.account.AccountRows;
import dev.restauth.email.MailCalls;
import dev.restauth.email.SentMails;
import dev.restauth.store.sql.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Many changes of organizations by one user on PostgreSQL. All changes lock the rights, so
 * administrators would have to wait behind the changes, if these did not wait for their user first.
 */
class OrganizationTurnsTest {
  private final SetClock clock = new SetClock();

  @RegisterExtension private final SentMails mails = new SentMails();

  @RegisterExtension
  private final TestServer server =
      new TestServer(
              clock,
              Map.of(
                  "mail-log", "true",
                  "public-url", "https://accounts.example",
                  "organizations", "everyone"))
          .on(() -> TestDatabase.POSTGRESQL)
          .withUsualTimeout()
          .withAccount("david", "python")
          .withAccount("maria", "python");

  private final OrganizationScene scene = new OrganizationScene(server);

  private record Change(String method, String path, String body) {}

  @Test
  void changesOfOneUserWaitForEachOtherAndNotInFrontOfAdministrators() throws Exception {
    String address = new MailCalls(server, clock, mails).withAddress("susan", "python");
    String path = "/organizations/" + scene.make("acme", "susan");
    String second = "/organizations/" + scene.make("second", "david");
    scene.add("acme", "david", "admin");
    scene.administrator("maria", "orgs:write");
    String invitation =
        new OrganizationInvitationCalls(scene, path + "/invitations")
            .invited("susan", "peter@example.com", "member");
    String own =
        new OrganizationInvitationCalls(scene, second + "/invitations")
            .invited("david", address, "member");
    String member = path + "/members/" + scene.id("david");
    List<Change> changes =
        List.of(
            new Change("POST", "/organizations", "{\"name\":\"New\",\"slug\":\"new\"}"),
            new Change("PATCH", path, "{\"name\":\"Acme\"}"),
            new Change("DELETE", path, ""),
            new Change("PUT", member, "{\"role\":\"member\"}"),
            new Change("DELETE", member, ""),
            new Change("DELETE", path + "/invitations/" + invitation, ""),
            new Change("POST", OrganizationInvitationCalls.MINE + "/" + own, ""));

    Map<Change, String> outcomes = new ConcurrentHashMap<>();
    server
        .store()
        .inTransaction(
            tx -> {
              new AccountRows(tx).takeTurn(scene.id("susan"));
              outcomes.putAll(made(changes));
              assertThat(scene.outcome("PATCH", path, "{\"name\":\"By Maria\"}", "maria"))
                  .isEqualTo("200");
              return true;
            });
    assertThat(outcomes).hasSameSizeAs(changes);
    assertThat(outcomes.values()).allMatch(outcome -> outcome.startsWith("503 "));
    assertThat(scene.outcome("PATCH", path, "{\"name\":\"Acme\"}", "susan")).isEqualTo("200");
  }

  /** Makes the changes as susan, all at once, and returns their outcomes. */
  private Map<Change, String> made(List<Change> changes) {
    Map<Change, String> outcomes = new ConcurrentHashMap<>();
    List<Future<?>> calls = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Change each : changes) {
        calls.add(
            threads.submit(
                () ->
                    outcomes.put(each, scene.outcome(each.method, each.path, each.body, "susan"))));
      }
    }
    assertThat(calls).noneMatch(call -> call.state() == Future.State.FAILED);
    return outcomes;
  }
}
