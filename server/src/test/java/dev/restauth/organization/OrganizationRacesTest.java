package dev.restauth.organization;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.HeldLock;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.account.AccountRows;
import dev.restauth.email.MailCalls;
import dev.restauth.email.Rows;
import dev.restauth.email.SentMails;
import dev.restauth.listener.QuietLogs;
import dev.restauth.role.Power;
import dev.restauth.store.sql.TestDatabase;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Simultaneous changes of an organization, which have the same result as successive changes. */
@ParameterizedClass
@MethodSource("dev.restauth.store.sql.TestDatabase#tried")
@ExtendWith(QuietLogs.class)
class OrganizationRacesTest {
  private static final int ROUNDS = 4;

  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension private final SentMails mails = new SentMails();

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, MailCalls.SETTINGS).on(() -> database).withAccount("susan", "python");

  private final OrganizationScene scene = new OrganizationScene(server);
  private final MailCalls mail = new MailCalls(server, clock, mails);
  private String acme = "";

  @BeforeEach
  void make() {
    acme = scene.make("acme", "susan");
  }

  private long activeOwners(String organization) {
    return Rows.count(
        server,
        "SELECT count(*) AS n FROM organization_member JOIN account ON account.id = account_id"
            + " WHERE organization_id = ? AND role = 'owner' AND state = 'active'",
        organization);
  }

  @Test
  void oneOfTwoOwnersWhoCloseTheirAccountsStays() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      List<String> owners = List.of("one" + round, "two" + round);
      owners.forEach(name -> server.calls().register(name, "python"));
      String organization = scene.make("race-" + round, owners.getFirst());
      scene.add("race-" + round, owners.getLast(), "owner");
      CyclicBarrier start = new CyclicBarrier(2);
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<String>> closed =
            owners.stream()
                .map(
                    name ->
                        threads.submit(
                            () -> {
                              start.await(60, TimeUnit.SECONDS);
                              return scene.outcome("DELETE", "/me", "", name);
                            }))
                .toList();
        assertThat(List.of(closed.getFirst().get(), closed.getLast().get()))
            .containsExactlyInAnyOrder("204", "409 last-owner");
      }
      assertThat(activeOwners(organization)).isEqualTo(1);
    }
  }

  /**
   * While a member closes their account, the only owner makes this member an owner too, and leaves.
   * On PostgreSQL, this happens after the server has looked up the member's account.
   */
  @Test
  void anAccountThatBecomesTheLastOwnerIsNotClosed() throws Exception {
    server.calls().register("david", "python");
    scene.add("acme", "david", "member");
    long david = scene.id("david");
    long susan = scene.id("susan");
    String outcome =
        new HeldLock(
                server,
                database,
                tx -> assertThat(new AccountRows(tx).lockUnlessClosed(david)).isTrue(),
                tx -> {
                  if (new MemberRows(tx).role(acme, david).isPresent()) {
                    new MemberRows(tx).put(acme, david, OrganizationRole.OWNER, tx.now());
                    new MemberRows(tx).remove(acme, susan);
                  }
                })
            .during(() -> scene.outcome("DELETE", "/me", "", "david"));
    assertThat(outcome).isIn("409 conflict", "409 last-owner", "204");
    assertThat(activeOwners(acme)).as(outcome).isEqualTo(1);
    if (database == TestDatabase.POSTGRESQL) {
      assertThat(outcome).isEqualTo("409 conflict");
    }
  }

  /**
   * The inviter loses the role while a user accepts the invitation. On PostgreSQL, this happens
   * after the server has looked up the invitation.
   */
  @Test
  void anInvitationGivesOnlyWhatItsInviterMayGiveAtTheAcceptance() throws Exception {
    server.calls().register("david", "python");
    scene.add("acme", "david", "admin");
    String address = mail.withAddress("maria", "python");
    OrganizationInvitationCalls calls = OrganizationInvitationCalls.to(scene, acme);
    String id = calls.invited("david", address, "admin");
    long david = scene.id("david");
    String outcome =
        new HeldLock(
                server,
                database,
                tx -> new Power(tx).lock(),
                tx -> new MemberRows(tx).put(acme, david, OrganizationRole.MEMBER, tx.now()))
            .during(() -> calls.accept(id, "maria"));
    assertThat(outcome).isIn("204", "403 not-invited");
    assertThat(scene.outcome("GET", "/organizations/" + acme, "", "maria"))
        .isEqualTo(outcome.equals("204") ? "200" : "404 not-found");
    if (database == TestDatabase.POSTGRESQL) {
      assertThat(outcome).isEqualTo("403 not-invited");
    }
  }

  @Test
  void acceptanceAndTheInvitersLossOfPowerAreSerialized() throws Exception {
    server.calls().register("david", "python");
    OrganizationInvitationCalls calls = OrganizationInvitationCalls.to(scene, acme);
    for (int round = 0; round < ROUNDS; round++) {
      scene.add("acme", "david", "admin");
      String guest = "guest" + round;
      String id = calls.invited("david", mail.withAddress(guest, "python"), "admin");
      String member = "/organizations/" + acme + "/members/" + scene.id("david");
      CyclicBarrier start = new CyclicBarrier(2);
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        Future<String> accepted =
            threads.submit(
                () -> {
                  start.await(60, TimeUnit.SECONDS);
                  return calls.accept(id, guest);
                });
        Future<String> taken =
            threads.submit(
                () -> {
                  start.await(60, TimeUnit.SECONDS);
                  return scene.outcome("DELETE", member, "", "susan");
                });
        assertThat(taken.get()).isEqualTo("204");
        String outcome = accepted.get();
        assertThat(outcome).isIn("204", "403 not-invited");
        assertThat(scene.get("/organizations/" + acme, basic(guest, "python")).status())
            .isEqualTo(outcome.equals("204") ? 200 : 404);
        assertThat(calls.accept(id, guest))
            .isEqualTo(outcome.equals("204") ? "404 not-found" : outcome);
      }
    }
  }
}
