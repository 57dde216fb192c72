package dev.restauth.registration;

import static dev.restauth.email.MailCalls.freshAddress;
import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.role.AdministratorCalls.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.HeldLock;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.email.Rows;
import dev.restauth.email.SentMails;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.listener.QuietLogs;
import dev.restauth.role.AdministratorCalls;
import dev.restauth.role.Power;
import dev.restauth.store.sql.TestDatabase;
import java.util.Map;
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

/**
 * Acceptance or withdrawal of an invitation at the moment at which an administrator loses power.
 */
@ExtendWith(QuietLogs.class)
@ParameterizedClass
@MethodSource("dev.restauth.store.sql.TestDatabase#tried")
class InvitationRacesTest {
  private static final int ROUNDS = 4;
  private static final String PATH = "/api/admin/invitations";
  private static final String ROLES = ",\"roles\":[\"mailer\"]";

  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension private final SentMails mails = new SentMails();

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, SignUpCalls.settings("invited")).on(() -> database);

  private final AdministratorCalls admin = new AdministratorCalls(server);
  private final SignUpCalls calls = new SignUpCalls(server);
  private String host = "";

  @BeforeEach
  void makeAdministrator() {
    admin.define("mailer", "mail:read");
    host = administrator("host", "invitations:write roles:assign mail:read");
  }

  private String administrator(String username, String scopes) {
    admin.operate("user.create", Map.of("username", username, "password", "python"));
    admin.give(username, username, scopes);
    return basic(username, "python");
  }

  private String invited(String address, String more) {
    Reply reply = admin.json("POST", PATH, "{\"email\":\"%s\"%s}".formatted(address, more), host);
    assertThat(reply.status()).as(reply.toString()).isEqualTo(201);
    return reply.json().get("id").asText();
  }

  private long accounts(String username) {
    return Rows.count(server, "SELECT count(*) AS n FROM account WHERE username = ?", username);
  }

  private long holders(String role, String username) {
    return Rows.count(
        server,
        "SELECT count(*) AS n FROM account_role JOIN account ON account.id = account_id"
            + " WHERE role = ? AND username = ?",
        role,
        username);
  }

  /**
   * The inviter loses the role after the invitation was looked up, and before the user accepts it.
   */
  @Test
  void givesOnlyWhatItsInviterMayGiveAtTheAcceptance() throws Exception {
    String address = freshAddress();
    String id = invited(address, ROLES);
    String code = mails.next(address).secret();
    String accepted =
        new HeldLock(
                server,
                database,
                tx -> new Power(tx).lock(),
                tx -> tx.sql().change("DELETE FROM account_role WHERE role = 'host'"))
            .during(() -> outcome(calls.accept(id, code, "anna")));
    assertThat(accepted).isIn("201", "403 not-invited");
    long made = accepted.equals("201") ? 1 : 0;
    assertThat(accounts("anna")).isEqualTo(made);
    assertThat(holders("mailer", "anna")).isEqualTo(made);
    if (database == TestDatabase.POSTGRESQL) {
      assertThat(accepted).isEqualTo("403 not-invited");
    }
  }

  @Test
  void acceptanceAndTheInvitersLossOfPowerAreSerialized() throws Exception {
    Map<String, String> power = Map.of("role", "host", "username", "host");
    for (int round = 0; round < ROUNDS; round++) {
      String address = freshAddress();
      String id = invited(address, ROLES);
      String code = mails.next(address).secret();
      String name = "anna" + round;
      CyclicBarrier start = new CyclicBarrier(2);
      String outcome;
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        Future<String> accepted =
            threads.submit(
                () -> {
                  start.await(60, TimeUnit.SECONDS);
                  return outcome(calls.accept(id, code, name));
                });
        start.await(60, TimeUnit.SECONDS);
        admin.operate("role.take", power);
        outcome = accepted.get();
      }
      assertThat(outcome).isIn("201", "403 not-invited");
      assertThat(holders("mailer", name)).isEqualTo(outcome.equals("201") ? 1 : 0);
      assertThat(outcome(calls.accept(id, code, name)))
          .isEqualTo(outcome.equals("201") ? "403 invalid-code" : "403 not-invited");
      admin.operate("role.assign", power);
    }
  }

  /** After the withdrawal has begun, the invitation is replaced by one that gives more power. */
  @Test
  void withdrawalNeedsThePowerForTheCurrentInvitation() throws Exception {
    String porter = administrator("porter", "invitations:write roles:assign");
    admin.define("writer", "posts:write");
    String id = invited(freshAddress(), ",\"roles\":[\"writer\"]");
    String taken =
        new HeldLock(
                server,
                database,
                tx -> new Power(tx).lock(),
                tx ->
                    tx.sql()
                        .change(
                            "UPDATE invitation_grant SET roles = 'mailer' WHERE request = ?", id))
            .during(() -> outcome(admin.delete(PATH + "/" + id, porter)));
    assertThat(taken).isIn("204", "403 escalation");
    assertThat(Rows.count(server, "SELECT count(*) AS n FROM one_time_code WHERE request = ?", id))
        .isEqualTo(taken.equals("204") ? 0 : 1);
    if (database == TestDatabase.POSTGRESQL) {
      assertThat(taken).isEqualTo("403 escalation");
    }
  }
}
