package dev.restauth.servicekey;

import static dev.restauth.role.AdministratorCalls.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.HeldLock;
import dev.restauth.TestServer;
import dev.restauth.email.Rows;
import dev.restauth.listener.QuietLogs;
import dev.restauth.role.AdministratorCalls;
import dev.restauth.role.Power;
import dev.restauth.store.sql.TestDatabase;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A service key that is replaced while an administrator changes it. The new key has the same name,
 * and a scope that the administrator lacks.
 */
@ExtendWith(QuietLogs.class)
@ParameterizedClass
@MethodSource("dev.restauth.store.sql.TestDatabase#tried")
class ServiceKeyRacesTest {
  private static final String KEY = "/api/admin/service-keys/shop";

  @Parameter TestDatabase database;

  @RegisterExtension private final TestServer server = new TestServer().on(() -> database);

  private final AdministratorCalls calls = new AdministratorCalls(server);
  private String keeper = "";

  @BeforeEach
  void makeKey() {
    keeper = calls.administrator("keeper", "clients:read clients:write");
    var _ = server.serviceKey("shop", "tokens:introspect");
  }

  /**
   * Checks that the call leaves the new key unchanged, whether the call or the replacement came
   * first.
   */
  private void assertUntouched(Callable<String> call) throws Exception {
    String outcome =
        new HeldLock(
                server,
                database,
                tx -> new Power(tx).lock(),
                tx -> {
                  tx.sql().change("DELETE FROM service_key WHERE name = 'shop'");
                  tx.sql()
                      .change(
                          "INSERT INTO service_key (name, digest, scope, state, created_at)"
                              + " VALUES ('shop', ?, 'events:read', 'active', ?)",
                          new byte[] {1},
                          tx.now());
                })
            .during(call);
    assertThat(outcome).isIn("200", "204", "403 escalation");
    assertThat(
            Rows.count(
                server,
                "SELECT count(*) AS n FROM service_key"
                    + " WHERE scope = 'events:read' AND state = 'active'"))
        .as(outcome)
        .isEqualTo(1);
    if (database == TestDatabase.POSTGRESQL) {
      assertThat(outcome).isEqualTo("403 escalation");
    }
  }

  @Test
  void disablingNeedsThePowerOfTheCurrentKey() throws Exception {
    assertUntouched(() -> outcome(calls.json("PATCH", KEY, "{\"state\":\"disabled\"}", keeper)));
  }

  @Test
  void deletingNeedsThePowerOfTheCurrentKey() throws Exception {
    assertUntouched(() -> outcome(calls.delete(KEY, keeper)));
  }
}
