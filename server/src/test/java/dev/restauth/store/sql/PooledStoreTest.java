package dev.restauth.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.CutProxy;
import dev.restauth.Eventually;
import dev.restauth.PostgresCluster;
import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.store.CommitInDoubtException;
import dev.restauth.store.Sql;
import dev.restauth.store.Store;
import dev.restauth.store.StoreRefusedException;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.store.Transaction;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls to a PostgreSQL that fails, does not answer, or does not guarantee a commit. */
class PooledStoreTest {
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  private static final Duration SHORT_TIMEOUT = Duration.ofSeconds(1);

  /** Long enough for tests in which no call is late. */
  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  @AutoClose private static PostgresCluster cluster;
  private static String name;
  private final String miguel = "miguel " + UUID.randomUUID();
  private final String susan = "susan " + UUID.randomUUID();
  private CutProxy proxy;
  private PostgresDatabase database;
  private Store store;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    cluster = PostgresCluster.start(folder, "deadlock_timeout=50ms");
    name = cluster.newName();
  }

  @BeforeEach
  void open() throws Exception {
    proxy = new CutProxy(cluster.port());
    database = database(proxy.port(), name, Map.of());
    store = database.withTimeout(TIMEOUT).open();
  }

  @AfterEach
  void close() throws Exception {
    store.close();
    proxy.close();
  }

  private static PostgresDatabase database(int port, String name, Map<String, String> options) {
    return new PostgresDatabase(
        List.of(new PostgresDatabase.Host("localhost", port)),
        name,
        Optional.of("postgres"),
        Optional.of(() -> "a secret"),
        options,
        8);
  }

  @Test
  void keepsTheConnectionThatCheckedTheSchema() {
    String other = cluster.newName();
    PostgresDatabase direct = database(cluster.port(), other, Map.of());
    assertThat(direct.openExisting()).isEmpty();
    awaitConnections(other, 0);
    direct.open().close();
    awaitConnections(other, 0);

    try (Store opened = direct.openExisting().orElseThrow()) {
      awaitConnections(other, 1);
      assertThat(
              opened.<String>reading(
                  tx ->
                      tx.sql()
                          .one(
                              "SELECT current_setting('transaction_read_only') || ' '"
                                  + " || current_setting('transaction_isolation') AS state",
                              row -> row.text("state"))
                          .orElseThrow()))
          .isEqualTo("on repeatable read");
      assertThat(connections(other)).isOne();
    }
    awaitConnections(other, 0);
  }

  private static int connections(String ofDatabase) {
    return cluster.count("SELECT 1 FROM pg_stat_activity WHERE datname = '" + ofDatabase + "'");
  }

  private static void awaitConnections(String ofDatabase, int count) {
    Eventually.eventually(count + " connections", () -> connections(ofDatabase) == count);
  }

  @Test
  void commitThatWaitsForAStandbyIsNotAcknowledged() {
    withShortTimeout();
    withoutStandby(() -> assertThat(doubt(miguel)).hasMessageContaining("in doubt"));
  }

  /**
   * Returns the failure of the account's commit. Tries again if the timeout expired before the
   * commit.
   */
  private CommitInDoubtException doubt(String username) {
    while (true) {
      try {
        throw new AssertionError("acknowledged: " + create(username));
      } catch (CommitInDoubtException e) {
        return e;
      } catch (StoreUnavailableException e) {
        Thread.onSpinWait();
      }
    }
  }

  /** PostgreSQL reports such a commit as successful, although no standby has it. */
  @Test
  void commitWhoseWaitForAStandbyWasCancelledIsNotAcknowledged() throws Exception {
    PostgresDatabase withLongTimeout = database.withTimeout(PostgresDatabase.COMMAND_TIMEOUT);
    try (Store waiting = withLongTimeout.open();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      withoutStandby(
          () -> {
            Future<Optional<Account>> made =
                threads.submit(
                    () ->
                        waiting.inTransaction(
                            tx -> new AccountRows(tx).create(susan, "hash", NOW)));
            cluster.await(waitingCommit());
            cluster.execute("SELECT pg_cancel_backend(pid) FROM (" + waitingCommit() + ") AS it");
            assertThatThrownBy(made::get)
                .cause()
                .isInstanceOf(CommitInDoubtException.class)
                .hasMessageContaining("canceling wait for synchronous replication");
          });
      assertThat(find(susan)).isPresent();
    }
  }

  /** Each waiting commit occupies one of the server's connections until there is a standby. */
  @Test
  void noFurtherCommitsAreStartedWhileSomeWaitForAStandby() {
    withShortTimeout();
    withoutStandby(
        () -> {
          assertThat(doubt(miguel)).hasMessageContaining("in doubt");
          cluster.await(
              waitingCommit()
                  + " AND state_change < clock_timestamp() - INTERVAL '"
                  + SHORT_TIMEOUT.plusMillis(1).toMillis()
                  + " milliseconds'");
          long begun = System.nanoTime();
          while (System.nanoTime() - begun < SHORT_TIMEOUT.toNanos()) {
            assertThatThrownBy(() -> create(susan))
                .isInstanceOf(StoreUnavailableException.class)
                .isNotInstanceOf(CommitInDoubtException.class);
          }
        });
    Eventually.eventually("writing again", () -> writes(susan));
    assertThat(find(miguel)).isPresent();
  }

  private boolean writes(String username) {
    try {
      return create(username).isPresent();
    } catch (StoreUnavailableException e) {
      return false;
    }
  }

  /**
   * Sets a short timeout after the connections exist, because opening a connection may take longer.
   */
  private void withShortTimeout() {
    store.close();
    store = database.withTimeout(SHORT_TIMEOUT).open();
    untilItWorks(() -> find(susan));
    untilItWorks(() -> create("warm " + UUID.randomUUID()));
  }

  private static String waitingCommit() {
    return "SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND datname = '"
        + name
        + "'";
  }

  private static void withoutStandby(Runnable test) {
    cluster.loseStandby();
    try {
      test.run();
    } finally {
      cluster.needNoStandby();
    }
  }

  @Test
  void lostAnswerToACommitIsReportedAsInDoubt() {
    proxy.loseAnswer();

    assertThatThrownBy(() -> create(miguel)).isInstanceOf(CommitInDoubtException.class);
    assertThat(proxy.lost()).isTrue();
    assertThat(find(miguel)).isPresent();
  }

  @Test
  void lostCommitRequestIsReportedAsInDoubt() {
    proxy.loseCommit();

    assertThatThrownBy(() -> create(miguel)).isInstanceOf(CommitInDoubtException.class);
    assertThat(proxy.lost()).isTrue();
    assertThat(find(miguel)).isEmpty();
  }

  @Test
  void transactionThatLostItsConnectionBeforeTheCommitIsRetried() {
    AtomicInteger runs = new AtomicInteger();

    Optional<Account> made =
        store.inTransaction(
            tx -> {
              new AccountRows(tx).create(miguel, "hash", NOW);
              if (runs.incrementAndGet() == 1) {
                terminate("idle in transaction");
              }
              return new AccountRows(tx).findByUsername(miguel);
            });

    assertThat(made).isPresent();
    assertThat(runs).hasValue(2);
    assertThat(find(miguel)).isPresent();
  }

  @Test
  void readThatLostItsConnectionIsRetried() {
    create(miguel);
    AtomicInteger runs = new AtomicInteger();

    Optional<Account> found =
        store.reading(
            tx -> {
              new AccountRows(tx).findByUsername(susan);
              if (runs.incrementAndGet() == 1) {
                terminate("idle in transaction");
              }
              return new AccountRows(tx).findByUsername(miguel);
            });

    assertThat(found).isPresent();
    assertThat(runs).hasValue(2);
  }

  private void terminate(String state) {
    String theirs =
        " FROM pg_stat_activity WHERE datname = '"
            + database.name()
            + "' AND state = '"
            + state
            + "'";
    cluster.execute("SELECT pg_terminate_backend(pid)" + theirs);
    cluster.await("SELECT 1 WHERE NOT EXISTS (SELECT 1" + theirs + ")");
  }

  /** Two servers can deadlock; the transactions of one server take turns instead. */
  @Test
  void oneOfTwoDeadlockedTransactionsIsRetried() throws Exception {
    long one = create(miguel).orElseThrow().id();
    long other = create(susan).orElseThrow().id();
    CyclicBarrier bothHoldOne = new CyclicBarrier(2);
    AtomicInteger runs = new AtomicInteger();

    try (Store node = database.withTimeout(TIMEOUT).open();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Boolean> forwards =
          threads.submit(() -> holdBoth(store, one, other, bothHoldOne, runs));
      Future<Boolean> backwards =
          threads.submit(() -> holdBoth(node, other, one, bothHoldOne, runs));

      assertThat(forwards.get()).isTrue();
      assertThat(backwards.get()).isTrue();
    }
    assertThat(runs).hasValue(3);
  }

  @Test
  void transactionsThatLockTheSameAccountsInAnotherOrderBothSucceed() throws Exception {
    long one = create(miguel).orElseThrow().id();
    long other = create(susan).orElseThrow().id();
    CyclicBarrier bothHoldOne = new CyclicBarrier(2);
    AtomicInteger runs = new AtomicInteger();

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Boolean> forwards =
          threads.submit(() -> holdBoth(store, one, other, bothHoldOne, runs));
      Future<Boolean> backwards =
          threads.submit(() -> holdBoth(store, other, one, bothHoldOne, runs));

      assertThat(forwards.get()).isTrue();
      assertThat(backwards.get()).isTrue();
    }
    assertThat(runs.get()).isBetween(3, 4);
  }

  private static Boolean holdBoth(
      Store server, long first, long second, CyclicBarrier met, AtomicInteger runs) {
    return server.inTransaction(
        tx -> {
          boolean held = new AccountRows(tx).lock(first, 1);
          if (runs.incrementAndGet() <= 2) {
            await(met);
          }
          return held && new AccountRows(tx).lock(second, 1);
        });
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void storeRecoversAfterALostConnectionToTheDatabase() {
    create(miguel);
    withShortTimeout();
    proxy.cut();
    assertThatThrownBy(() -> find(miguel)).isInstanceOf(StoreUnavailableException.class);
    assertThatThrownBy(() -> create(susan))
        .isInstanceOf(StoreUnavailableException.class)
        .isNotInstanceOf(CommitInDoubtException.class);

    proxy.restore();
    assertThat(untilItWorks(() -> find(miguel))).isPresent();
    assertThat(untilItWorks(() -> create(susan))).isPresent();
  }

  @Test
  void silentDatabaseGetsOneTrialAtATimeUntilItAnswers() throws Exception {
    create(miguel);
    withShortTimeout();
    proxy.freeze();
    assertThatThrownBy(() -> find(miguel)).isInstanceOf(StoreUnavailableException.class);

    AtomicInteger tried = new AtomicInteger();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Optional<Account>>> all = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        all.add(threads.submit(() -> store.reading(tx -> counted(tx, tried))));
      }
      for (Future<Optional<Account>> each : all) {
        assertThatThrownBy(each::get).cause().isInstanceOf(StoreUnavailableException.class);
      }
    }
    assertThat(tried.get()).isLessThanOrEqualTo(2);

    proxy.thaw();
    assertThat(untilItWorks(() -> find(miguel))).isPresent();
  }

  private Optional<Account> counted(Transaction tx, AtomicInteger tried) {
    tried.incrementAndGet();
    return new AccountRows(tx).findByUsername(miguel);
  }

  private interface Attempt {
    Optional<Account> make();
  }

  private static Optional<Account> untilItWorks(Attempt attempt) {
    while (true) {
      try {
        return attempt.make();
      } catch (StoreUnavailableException e) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void openingIsRefusedIfNoServerListens() {
    proxy.cut();

    assertThatThrownBy(database::open)
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageStartingWith("cannot open the database: PostgreSQL localhost:" + proxy.port())
        .message()
        .doesNotContain("a secret", "\n");
    proxy.restore();
  }

  @Test
  void openingIsRefusedIfTheEncodingIsNotUtf8() {
    cluster.execute("CREATE DATABASE ascii ENCODING 'SQL_ASCII' TEMPLATE template0");

    assertThatThrownBy(() -> database(cluster.port(), "ascii", Map.of()).open())
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageContaining("its encoding is SQL_ASCII: create the database with");
  }

  /** An acknowledged commit must be on the disk. */
  @Test
  void commitsAreDurableWhateverTheServersSettings() {
    cluster.execute("ALTER DATABASE " + database.name() + " SET synchronous_commit = off");
    assertThat(settingOfANewConnection("synchronous_commit")).isEqualTo("on");
    cluster.execute("ALTER DATABASE " + database.name() + " SET synchronous_commit = remote_apply");
    assertThat(settingOfANewConnection("synchronous_commit")).isEqualTo("remote_apply");
    cluster.execute("ALTER DATABASE " + database.name() + " RESET synchronous_commit");
  }

  private String settingOfANewConnection(String setting) {
    try (var connection = database.connect(false)) {
      return new Sql(connection)
          .one("SELECT current_setting(?) AS it", row -> row.text("it"), setting)
          .orElseThrow();
    } catch (java.sql.SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void concurrentStartsOnAnEmptyDatabaseSucceed() throws Exception {
    PostgresDatabase empty = database(cluster.port(), cluster.newName(), Map.of());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Store>> all = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        all.add(threads.submit(empty::open));
      }
      for (Future<Store> each : all) {
        each.get().close();
      }
    }
  }

  private Optional<Account> create(String username) {
    return store.inTransaction(tx -> new AccountRows(tx).create(username, "hash", NOW));
  }

  private Optional<Account> find(String username) {
    return store.reading(tx -> new AccountRows(tx).findByUsername(username));
  }
}
