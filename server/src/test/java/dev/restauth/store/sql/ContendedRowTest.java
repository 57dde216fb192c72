package dev.restauth.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.Eventually;
import dev.restauth.account.AccountRows;
import dev.restauth.role.RightsRows;
import dev.restauth.store.RowContendedException;
import dev.restauth.store.Transaction;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many changes of one row on PostgreSQL. They must not occupy the connections that other changes
 * need.
 */
class ContendedRowTest {
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  private static final int CHANGES = 50;

  /** Long enough for tests in which no call is late. */
  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  /** Long enough for a change that need not wait. */
  private static final Duration SHORT_TIMEOUT = Duration.ofSeconds(3);

  @TempDir Path folder;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private PostgresDatabase database;
  private PooledStore store;
  private long miguel;
  private long susan;

  @BeforeEach
  void open() throws SQLException {
    database = ((PostgresDatabase) TestDatabase.POSTGRESQL.fresh(folder)).withTimeout(TIMEOUT);
    store = PooledStore.open(database);
    miguel = make("miguel");
    susan = make("susan");
  }

  private long make(String username) {
    return store.<Long>inTransaction(
        tx -> new AccountRows(tx).create(username, "hash", NOW).orElseThrow().id());
  }

  @AfterEach
  void close() {
    threads.close();
    store.close();
  }

  @Test
  void changesOfOneAccountLeaveConnectionsForOthers() throws Exception {
    leaveConnections(
        "UPDATE account SET generation = generation WHERE username = 'miguel'",
        tx -> new AccountRows(tx).lock(miguel, 1));
  }

  @Test
  void waitingForAnOpenAccountLeavesConnectionsForOthers() throws Exception {
    leaveConnections(
        "UPDATE account SET generation = generation WHERE username = 'miguel'",
        tx -> new AccountRows(tx).lockUnlessClosed(miguel));
  }

  @Test
  void changesOfRightsLeaveConnectionsForOthers() throws Exception {
    leaveConnections(
        "UPDATE rights_counter SET number = number WHERE id = 1",
        tx -> new RightsRows(tx).next() > 0);
  }

  private void leaveConnections(String lock, Function<Transaction, Boolean> change)
      throws Exception {
    List<Future<Boolean>> changes = new ArrayList<>();
    try (Connection another = database.connect(false);
        Statement statement = another.createStatement()) {
      another.setAutoCommit(false);
      statement.execute(lock);
      for (int i = 0; i < CHANGES; i++) {
        changes.add(threads.submit(() -> store.inTransaction(change)));
      }
      Eventually.eventually("waiting", () -> waiting() >= CHANGES - database.connections() / 2);

      assertThat(change(susan)).isTrue();
      assertThat(changes).noneMatch(Future::isDone);
      another.rollback();
    }
    for (Future<Boolean> each : changes) {
      assertThat(each.get()).isTrue();
    }
    assertThat(waiting()).isZero();
    assertThat(store.writers().meter().outage().failures()).isZero();
  }

  private int waiting() {
    return store.writers().meter().waiting().getAsInt();
  }

  private boolean change(long account) {
    return store.inTransaction(tx -> new AccountRows(tx).lock(account, 1));
  }

  /** The change fails like a change during an outage, but it does not stop other changes. */
  @Test
  void changeWhoseTurnDoesNotComeInTimeIsNoOutage() throws Exception {
    store.close();
    store = PooledStore.open(database.withTimeout(SHORT_TIMEOUT));
    CountDownLatch locked = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    Future<Boolean> first = threads.submit(() -> store.inTransaction(tx -> hold(tx, locked, done)));
    try {
      locked.await();
      assertThatThrownBy(() -> change(miguel))
          .isInstanceOf(RowContendedException.class)
          .hasMessage("another call has the turn at the row account " + miguel);
      assertThat(change(susan)).isTrue();
      assertThat(first).isNotDone();
      assertThat(store.writers().meter().outage().failures()).isZero();
    } finally {
      done.countDown();
    }
    Eventually.eventually("the turn", () -> change(miguel));
  }

  private boolean hold(Transaction tx, CountDownLatch locked, CountDownLatch done) {
    boolean held = new AccountRows(tx).lock(miguel, 1);
    locked.countDown();
    await(done);
    return held;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
