package dev.restauth.organization;

import static dev.restauth.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.account.AccountRows;
import dev.restauth.email.MailCalls;
import dev.restauth.email.SentMails;
import dev.restauth.figure.FigureValue;
import dev.restauth.store.sql.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

    List<Future<String>> made = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      boolean _ =
          server
              .store()
              .inTransaction(
                  tx -> {
                    new AccountRows(tx).takeTurn(scene.id("susan"));
                    changes.forEach(each -> made.add(threads.submit(() -> make(each))));
                    eventually("all wait for their turn", () -> waiting() == changes.size());
                    assertThat(scene.outcome("PATCH", path, "{\"name\":\"By Maria\"}", "maria"))
                        .isEqualTo("200");
                    assertThat(made).noneMatch(Future::isDone);
                    return true;
                  });
    }
    for (Future<String> each : made) {
      assertThat(each.get()).doesNotStartWith("5");
    }
  }

  private String make(Change change) {
    return scene.outcome(change.method, change.path, change.body, "susan");
  }

  private double waiting() {
    return FigureValue.of(server.figures(), "restauth_store_waiting", "writing");
  }
}
