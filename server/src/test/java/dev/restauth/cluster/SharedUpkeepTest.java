package dev.restauth.cluster;

import static dev.restauth.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.session.RevocationRows;
import dev.restauth.store.ChangeStore.Numbered;
import dev.restauth.store.Store;
import dev.restauth.store.sql.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Maintenance by servers that share a database, and effects of one server's settings on another
 * server.
 */
class SharedUpkeepTest {
  private static final String EXPIRED = "somebody 0";

  @TempDir Path folder;

  private static long changes(Store store) {
    return store.<List<Numbered>>reading(tx -> tx.changes().after(0, 1_000)).size();
  }

  @Test
  void oneServerRemovesOldChanges() throws Exception {
    try (TwoServers servers = new TwoServers(folder, Map.of())) {
      Store store = servers.one.store();
      servers.one.calls().register("miguel", "python");
      servers.operate("user.disable", Map.of("username", "miguel"));
      servers.one.runMaintenance();
      assertThat(changes(store)).isPositive();

      servers.sql("UPDATE change SET at = at - 500000000");
      servers.one.runMaintenance();
      assertThat(changes(store)).as("not ten minutes old").isPositive();
      servers.sql("UPDATE change SET at = at - 101000000");
      servers.other.runMaintenance();
      assertThat(changes(store)).as("the other does not have the lease").isPositive();
      servers.one.runMaintenance();
      assertThat(changes(store)).isZero();
    }
  }

  /** A single server also stores its changes for other servers, although there are none. */
  @Test
  void singleServerRemovesOldChanges() {
    SetClock clock = new SetClock();
    try (TestServer server = TestServer.start(folder, clock, Map.of())) {
      assertThat(changes(server.store())).as("the first signing key").isPositive();
      clock.move(Duration.ofMinutes(10));
      server.runMaintenance();
      assertThat(changes(server.store())).isPositive();
      clock.move(Duration.ofNanos(1_000));
      server.runMaintenance();
      assertThat(changes(server.store())).isZero();
    }
  }

  @Test
  void anotherServerTakesTheExpiredLease() throws Exception {
    try (TwoServers servers = new TwoServers(folder, Map.of())) {
      Store store = servers.one.store();
      Lease one = new Lease(store);
      Lease other = new Lease(servers.other.store());
      assertThat(one.take()).isTrue();
      assertThat(other.take()).isFalse();
      assertThat(one.take()).isTrue();
      servers.sql(
          "UPDATE property SET value = '" + EXPIRED + "' WHERE name = '" + Lease.PROPERTY + "'");
      assertThat(other.take()).isTrue();
      assertThat(one.take()).isFalse();
    }
  }

  /**
   * One server revokes sessions for which the other server has issued tokens. These tokens may be
   * valid for longer than the tokens of the revoking server.
   */
  @Test
  void revocationsLastForTheLongestTokenOfAnyServer() throws Exception {
    Map<String, String> settings =
        new HashMap<>(TestServer.sharing(folder, TestDatabase.postgresUrl()));
    try (TestServer one = TestServer.start(folder, InstantSource.system(), settings)) {
      one.calls().register("miguel", "python");
      settings.put("token-duration", "6h");
      try (TestServer other = TestServer.start(folder, InstantSource.system(), settings)) {
        String token = other.calls().token("miguel", "python");
        eventually("applied", () -> TwoServers.check(one, token) == 200);
        assertThat(
                one.calls()
                    .call(
                        "DELETE", "/api/token", Optional.empty(), "Authorization: Bearer " + token)
                    .status())
            .isEqualTo(204);
        Map<String, Instant> revoked =
            one.store().reading(tx -> new RevocationRows(tx).revokedSessions(tx.now()));
        assertThat(revoked.values())
            .singleElement()
            .satisfies(
                until ->
                    assertThat(until)
                        .isAfter(InstantSource.system().instant().plus(Duration.ofHours(6))));
      }
    }
  }
}
