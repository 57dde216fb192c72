package dev.restauth.cluster;

import static dev.restauth.Eventually.eventually;
import static dev.restauth.cluster.TwoServers.check;
import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.LogCatcher;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cache reload. A server that cannot determine which changes it missed discards its cache and
 * reads everything again.
 */
class CacheReloadTest {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  @TempDir static Path folder;
  @AutoClose private static TwoServers servers;
  @AutoClose private static final LogCatcher log = new LogCatcher(Follower.class);

  @BeforeAll
  static void start() throws Exception {
    servers = new TwoServers(folder, Map.of());
  }

  /** A user whose token both servers accept. */
  private record User(String name, String token) {
    static User any() {
      String name = "person" + NUMBER.incrementAndGet();
      assertThat(servers.one.calls().register(name, "python").status()).isEqualTo(201);
      return new User(name, servers.token(name, "python"));
    }

    String sessionId() {
      return servers.other.verifier().verify(token).orElseThrow().sessionId();
    }

    void disable() {
      servers.operate("user.disable", Map.of("username", name));
    }

    int atOther() {
      return check(servers.other, token);
    }
  }

  /**
   * Revokes tokens without announcing the change, and then runs statements that force servers to
   * read everything again.
   */
  private static void afterSilentChanges(String... statements) throws Exception {
    User disabled = User.any();
    User loggedOut = User.any();
    User live = User.any();
    servers.sql(
        "UPDATE account SET state = 'disabled', generation = generation + 1"
            + " WHERE username = '"
            + disabled.name()
            + "'",
        "INSERT INTO revoked_session (session_id, account_id, tokens_until) SELECT '"
            + loggedOut.sessionId()
            + "', id, 9000000000000000 FROM account WHERE username = '"
            + loggedOut.name()
            + "'");
    assertThat(disabled.atOther()).isEqualTo(200);
    assertThat(loggedOut.atOther()).isEqualTo(200);

    servers.sql(statements);

    servers.refusedAtOther(disabled.token());
    servers.refusedAtOther(loggedOut.token());
    assertThat(live.atOther()).isEqualTo(200);
  }

  @Test
  void readsEverythingInAnotherHistory() throws Exception {
    afterSilentChanges("UPDATE property SET value = value || 'x' WHERE name = 'epoch'");
    assertThat(log.all()).anyMatch(line -> line.contains("another history"));
  }

  @Test
  void readsEverythingIfNumbersWentBack() throws Exception {
    User received = User.any();
    received.disable();
    servers.refusedAtOther(received.token());
    afterSilentChanges("UPDATE change_counter SET number = 0", "DELETE FROM change");
  }

  @Test
  void readsEverythingIfChangesWereRemoved() throws Exception {
    afterSilentChanges("UPDATE change_counter SET number = number + 7");
    assertThat(log.all()).anyMatch(line -> line.contains("have been removed"));
  }

  @Test
  void readsEverythingAfterAnUnknownKindOfChange() throws Exception {
    afterSilentChanges(
        "UPDATE change_counter SET number = number + 1",
        "INSERT INTO change (number, kind, subject, value, at)"
            + " SELECT number, 'novelty', 'x', 0, 0 FROM change_counter");
  }

  @Test
  void afterItWasCutOffWhileChangesWerePurged() {
    User user = User.any();
    User live = User.any();
    servers.proxy.cut();
    user.disable();
    servers
        .one
        .store()
        .<Integer>inTransaction(
            tx -> tx.changes().purge(tx.now().plus(Duration.ofHours(1)), 1_000_000));
    assertThat(user.atOther()).isEqualTo(200);
    servers.proxy.restore();
    servers.refusedAtOther(user.token());
    assertThat(live.atOther()).isEqualTo(200);
  }

  /**
   * After a failover, the new primary may notify a server before the server can read from this
   * primary.
   */
  @Test
  void stateIsUsedUntilItCanBeReadAgain() throws Exception {
    User disabled = User.any();
    User live = User.any();
    servers.sqlWithoutReaders(
        () -> {
          servers.healthBecomes("stale");
          assertThat(live.atOther()).isEqualTo(200);
        },
        "UPDATE account SET state = 'disabled', generation = generation + 1 WHERE username = '"
            + disabled.name()
            + "'",
        "UPDATE property SET value = value || 'y' WHERE name = 'epoch'");
    servers.refusedAtOther(disabled.token());
    assertThat(live.atOther()).isEqualTo(200);
    eventually(
        "one writes again", () -> servers.one.calls().register("last", "python").status() == 201);
  }

  /** Both servers are notified of a key change, but cannot read the keys at that moment. */
  @Test
  void failedChangesAreAppliedAgain() throws Exception {
    User user = User.any();
    try (LogCatcher outage = new LogCatcher("dev.restauth.store.sql.OutageLog")) {
      servers.sql(
          "ALTER TABLE signing_key RENAME TO hidden",
          "UPDATE change_counter SET number = number + 1",
          "INSERT INTO change (number, kind, subject, value, at)"
              + " SELECT number, 'signing_key', 'x', 0, 0 FROM change_counter");
      eventually(
          "both failed", () -> outage.levels().stream().filter("SEVERE"::equals).count() > 1);
    }
    assertThat(user.atOther()).isEqualTo(200);
    servers.sql("DELETE FROM hidden", "ALTER TABLE hidden RENAME TO signing_key");
    servers.refusedAtOther(user.token());

    servers.operate("key.rotate", Map.of());
    eventually("there is a key again", () -> logIn(user) == 200);
  }

  private static int logIn(User user) {
    return servers.other.calls().get("/api/token", basic(user.name(), "python")).status();
  }
}
