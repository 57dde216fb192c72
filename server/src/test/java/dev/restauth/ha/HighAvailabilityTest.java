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
 * What is shipped in deploy/, while its machines and programs die under load. No registration that was
 * acknowledged may be lost, tokens are accepted all the time, and nobody has to be restarted.
 */
@Tag("ha")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HighAvailabilityTest {
  /** Rounds of each client that show that all goes on. */
  private static final int SOME = 5;

  /** From the trouble on, until all is answered well again. */
  private static final Duration AT_MOST = Duration.ofMinutes(1);

  /** How long something lasts that does no harm: longer than the primary's lock. */
  private static final long LONG_ENOUGH_MILLIS = 25_000;

  /** Long enough for Patroni to look for another standby more than once. */
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
      load.awaitProgress(SOME);
      primary.bringBack();
      isAsBefore(load, began);
    }
  }

  @Test
  void etcdIsLost() throws Exception {
    try (Load load = load()) {
      long began = System.nanoTime();
      cluster.killEtcd();
      Program.pause(LONG_ENOUGH_MILLIS);
      load.awaitProgress(SOME);
      cluster.bringBackEtcd();
      isAsBefore(load, began);
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
        load.awaitProgress(SOME);
      } finally {
        primary.thawPatroni();
      }
      isAsBefore(load, began);
    }
  }

  @Test
  void postgresOfThePrimaryDies() throws SQLException {
    try (Load load = load()) {
      long began = System.nanoTime();
      cluster.primary().killPostgres();
      load.awaitProgress(SOME);
      isAsBefore(load, began);
    }
  }

  @Test
  void standbyIsLost() throws SQLException {
    try (Load load = load()) {
      DatabaseMachine standby = cluster.synchronousStandby();
      long began = System.nanoTime();
      standby.lose();
      load.awaitProgress(SOME);
      standby.bringBack();
      isAsBefore(load, began);
    }
  }

  /** Both standbys are gone: what would be on one disk only is not acknowledged. */
  @Test
  void primaryIsAlone() throws Exception {
    try (Load load = load()) {
      DatabaseMachine primary = cluster.primary();
      List<DatabaseMachine> standbys = cluster.othersThan(primary);
      long began = System.nanoTime();
      standbys.forEach(DatabaseMachine::lose);
      // What had begun before may have reached the standby, and then is acknowledged rightly.
      long alone = System.nanoTime();
      Program.pause(ALONE_MILLIS);
      assertThat(load.acknowledgedSince(alone)).isEmpty();
      load.awaitChecks(SOME);
      standbys.forEach(DatabaseMachine::bringBack);
      isAsBefore(load, began);
    }
  }

  /** PostgreSQL answers a commit as if all were well where the wait for the standby is cancelled. */
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
          // What had begun before may have reached the standby, and then is acknowledged rightly.
          long frozen = System.nanoTime();
          waits.cancel(CANCELLED);
          assertThat(load.acknowledgedSince(frozen)).isEmpty();
          assertThat(waits.standbys()).contains(standby.name());
        } finally {
          standby.thawPostgres();
        }
      }
      isAsBefore(load, began);
    }
  }

  private Load load() {
    Load load =
        Load.on(nodes.calls(), scenario.toLowerCase(Locale.ROOT), nodes::acceptThroughHaproxy);
    load.awaitProgress(SOME);
    return load;
  }

  /** The cluster is healthy, the nodes are well without a restart, and all that was promised is there. */
  private void isAsBefore(Load load, long began) throws SQLException {
    cluster.awaitHealthy();
    nodes.awaitWell(load.acknowledged().getFirst());
    load.awaitProgress(SOME);
    load.close();
    report(load, began);

    assertThat(accounts()).containsAll(load.acknowledged());
    canLogIn(load.acknowledged());
    assertThat(load.refusedChecks()).isEmpty();
    assertThat(load.failures()).allMatch(failure -> failure.what().endsWith(": 503"));
    assertThat(load.failures())
        .allMatch(failure -> failure.began() - began < AT_MOST.toNanos())
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

  /** Some from the whole time, since each costs a hash. */
  private void canLogIn(List<String> names) {
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
