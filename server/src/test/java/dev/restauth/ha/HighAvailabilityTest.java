package dev.restauth.ha;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.ha.Load.Failure;
import dev.restauth.http.HttpCalls;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;

/**
 * The deployment of deploy/ under load, while its machines and programs are killed. No acknowledged
 * registration may be lost, tokens must stay valid all the time, and no node may need a restart.
 */
@Tag("ha")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HighAvailabilityTest {
  /** The number of rounds after which a client counts as working. */
  private static final int ROUNDS = 5;

  /** The maximum time from the start of the outage until all responses are correct again. */
  private static final Duration RECOVERY_AT_MOST = Duration.ofMinutes(1);

  /**
   * The duration of an outage that must do no harm. It is longer than the time for which the
   * primary's lock in etcd is valid.
   */
  private static final long LONG_ENOUGH_MILLIS = 25_000;

  /** A time in which Patroni looks more than once for another standby. */
  private static final long ALONE_MILLIS = 12_000;

  private static final int CANCELLED = 20;

  private Running running;
  private DatabaseCluster cluster;
  private Nodes nodes;
  private String scenario;

  @BeforeAll
  void startAll() throws Exception {
    running = Running.start();
    cluster = running.cluster();
    nodes = running.nodes();
  }

  @AfterAll
  void stopAll() {
    if (running != null) {
      running.close();
    }
  }

  @BeforeEach
  void fromAHealthyCluster(TestInfo test) throws Exception {
    scenario = test.getTestMethod().orElseThrow().getName();
    cluster.bringBackAll();
    cluster.awaitHealthy();
  }

  @Test
  void primaryIsLost() throws SQLException {
    try (Load load = load()) {
      DatabaseMachine primary = cluster.primary();
      long began = System.nanoTime();
      primary.lose();
      cluster.awaitAnotherThan(primary);
      load.awaitProgress(ROUNDS);
      primary.bringBack();
      assertRecovered(load, began);
    }
  }

  @Test
  void etcdIsLost() throws Exception {
    try (Load load = load()) {
      long began = System.nanoTime();
      cluster.killEtcd();
      Program.pause(LONG_ENOUGH_MILLIS);
      load.awaitProgress(ROUNDS);
      cluster.bringBackEtcd();
      assertRecovered(load, began);
      assertThat(load.failures()).isEmpty();
    }
  }

  @Test
  void patroniOfThePrimaryIsFrozen() throws SQLException {
    try (Load load = load()) {
      DatabaseMachine primary = cluster.primary();
      long began = System.nanoTime();
      primary.freezePatroni();
      try {
        cluster.awaitAnotherThan(primary);
        load.awaitProgress(ROUNDS);
      } finally {
        primary.thawPatroni();
      }
      assertRecovered(load, began);
    }
  }

  @Test
  void postgresOfThePrimaryDies() throws SQLException {
    try (Load load = load()) {
      long began = System.nanoTime();
      cluster.primary().killPostgres();
      load.awaitProgress(ROUNDS);
      assertRecovered(load, began);
    }
  }

  @Test
  void standbyIsLost() throws SQLException {
    try (Load load = load()) {
      DatabaseMachine standby = cluster.synchronousStandby();
      long began = System.nanoTime();
      standby.lose();
      load.awaitProgress(ROUNDS);
      standby.bringBack();
      assertRecovered(load, began);
    }
  }

  /**
   * Both standbys are down. A registration that is only on the primary's disk is not acknowledged.
   */
  @Test
  void primaryIsAlone() throws Exception {
    try (Load load = load()) {
      DatabaseMachine primary = cluster.primary();
      List<DatabaseMachine> standbys = cluster.othersThan(primary);
      long began = System.nanoTime();
      standbys.forEach(DatabaseMachine::lose);
      // Registrations that began earlier may have reached the standby, and may then be
      // acknowledged.
      long alone = System.nanoTime();
      Program.pause(ALONE_MILLIS);
      assertThat(load.acknowledgedSince(alone)).isEmpty();
      load.awaitChecks(ROUNDS);
      standbys.forEach(DatabaseMachine::bringBack);
      assertRecovered(load, began);
    }
  }

  /**
   * PostgreSQL reports a commit as successful even if its wait for the standby was canceled.
   * REST-auth must not acknowledge such a registration.
   */
  @Test
  void waitForTheStandbyIsCancelled() throws Exception {
    try (Load load = load()) {
      DatabaseMachine primary = cluster.primary();
      DatabaseMachine standby = cluster.synchronousStandby();
      long began = System.nanoTime();
      try (Connection connection = cluster.connect(primary)) {
        SynchronousWaits waits = new SynchronousWaits(connection);
        standby.freezePostgres();
        try {
          // Registrations that began earlier may have reached the standby, and may then be
          // acknowledged.
          long frozen = System.nanoTime();
          waits.cancel(CANCELLED);
          assertThat(load.acknowledgedSince(frozen)).isEmpty();
          assertThat(waits.standbys()).contains(standby.name());
        } finally {
          standby.thawPostgres();
        }
      }
      assertRecovered(load, began);
    }
  }

  private Load load() {
    Load load =
        Load.on(nodes.calls(), scenario.toLowerCase(Locale.ROOT), nodes::statusThroughHaproxy);
    load.awaitProgress(ROUNDS);
    return load;
  }

  /**
   * Checks that the cluster and the nodes recover without a restart and have lost no registration.
   */
  private void assertRecovered(Load load, long began) throws SQLException {
    cluster.awaitHealthy();
    nodes.awaitReady(load.acknowledged().getFirst());
    load.awaitProgress(ROUNDS);
    load.close();
    report(load, began);

    assertThat(accounts()).containsAll(load.acknowledged());
    assertCanLogIn(load.acknowledged());
    assertThat(load.refusedChecks()).isEmpty();
    assertThat(load.failures()).allMatch(failure -> failure.what().endsWith(": 503"));
    assertThat(load.failures())
        .allMatch(failure -> failure.began() - began < RECOVERY_AT_MOST.toNanos())
        .allMatch(failure -> failure.ended() - began > 0);
  }

  private Set<String> accounts() throws SQLException {
    try (Connection connection = cluster.connect(cluster.primary());
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT username FROM account")) {
      Set<String> names = new HashSet<>();
      while (rows.next()) {
        names.add(rows.getString(1));
      }
      return names;
    }
  }

  /** Logs in only some of the accounts, because each log-in costs a hash. */
  private void assertCanLogIn(List<String> names) {
    int step = Math.max(1, names.size() / 20);
    for (int i = 0; i < names.size(); i += step) {
      for (HttpCalls node : nodes.calls()) {
        assertThat(node.get("/api/token", basic(names.get(i), Load.PASSWORD)).status())
            .as(names.get(i))
            .isEqualTo(200);
      }
    }
  }

  private void report(Load load, long began) {
    List<Failure> failures = load.failures();
    long first =
        failures.stream()
            .mapToLong(failure -> Math.max(began, failure.began()))
            .min()
            .orElse(began);
    long last = failures.stream().mapToLong(Failure::ended).max().orElse(began);
    System.out.printf(
        Locale.ROOT,
        "%s: %d registrations acknowledged, %d errors from %.1f s to %.1f s, %.1f s; %d checks, %d"
            + " refused%n",
        scenario.replaceAll("(?=[A-Z])", " ").toLowerCase(Locale.ROOT),
        load.acknowledged().size(),
        failures.size(),
        (first - began) / 1e9,
        (last - began) / 1e9,
        (last - first) / 1e9,
        load.checks(),
        load.refusedChecks().size());
  }
}
