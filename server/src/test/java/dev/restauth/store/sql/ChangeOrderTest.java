package dev.restauth.store.sql;

import static dev.restauth.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.account.Account;
import dev.restauth.account.AccountChanged;
import dev.restauth.account.AccountRows;
import dev.restauth.account.RevokingAccountRows;
import dev.restauth.store.ChangeListener;
import dev.restauth.store.ChangeListener.Batch;
import dev.restauth.store.ChangeStore.Numbered;
import dev.restauth.store.Store;
import dev.restauth.store.StoreUnavailableException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The order of changes. A reader that continues after its last number misses no change, in whatever
 * order transactions commit. With numbers from a database sequence, the first test would fail: the
 * transaction that began first would have number 1, but the second one would commit number 2
 * earlier. A reader that has seen 2 would never request 1.
 */
class ChangeOrderTest {
  @TempDir Path folder;
  private Database database;
  private Store store;
  private Store other;
  private ChangeListener listener;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Long> heard = new ArrayList<>();
  private long last;

  @BeforeEach
  void open() throws SQLException {
    database = TestDatabase.POSTGRESQL.fresh(folder);
    store = database.open();
    other = database.open();
    listener = database.listener().orElseThrow();
  }

  @AfterEach
  void close() {
    threads.close();
    listener.close();
    other.close();
    store.close();
  }

  private long account(String name) {
    return store
        .<Account>inTransaction(
            tx -> new AccountRows(tx).create(name, "hash", tx.now()).orElseThrow())
        .id();
  }

  private static boolean end(Store store, long id) {
    return store.inTransaction(
        tx -> new RevokingAccountRows(tx).revokeAllTokens(id, 1).isPresent());
  }

  /** Reads the next changes, like a server. */
  private void readOn() {
    Batch news = listener.read(last, 1_000);
    for (Numbered change : news.changes()) {
      assertThat(change.number()).isEqualTo(last + 1);
      heard.add(AccountChanged.of(change.change()).orElseThrow().id());
      last = change.number();
    }
    assertThat(news.position().number()).isEqualTo(last);
  }

  @Test
  void transactionThatCommitsLaterGetsTheHigherNumber() throws Exception {
    long first = account("first");
    long second = account("second");
    CountDownLatch changed = new CountDownLatch(1);
    CountDownLatch mayCommit = new CountDownLatch(1);
    Future<Boolean> held =
        threads.submit(
            () ->
                store.inTransaction(
                    tx -> {
                      boolean ended =
                          new RevokingAccountRows(tx).revokeAllTokens(first, 1).isPresent();
                      changed.countDown();
                      await(mayCommit);
                      return ended;
                    }));
    changed.await();
    assertThat(end(other, second)).isTrue();
    readOn();
    assertThat(heard).containsExactly(second);
    mayCommit.countDown();
    assertThat(held.get()).isTrue();
    readOn();
    assertThat(heard).containsExactly(second, first);
  }

  /**
   * After a transaction has its number, the test keeps the transaction open. A later transaction
   * must then wait for the first one.
   */
  @Test
  void laterAnnouncementWaitsForTheEarlierTransaction() throws Exception {
    long first = account("first");
    long second = account("second");
    try (Connection connection = database.connect(false);
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("UPDATE change_counter SET number = number + 1");
      statement.execute(
          "INSERT INTO change (number, kind, subject, value, at) SELECT number, 'account', '"
              + first
              + "', 2, 0 FROM change_counter");
      Future<Boolean> later = threads.submit(() -> end(other, second));
      eventually("it waits", this::somebodyWaits);
      readOn();
      assertThat(heard).isEmpty();
      assertThat(later.isDone()).isFalse();
      connection.commit();
      assertThat(later.get()).isTrue();
    }
    readOn();
    assertThat(heard).containsExactly(first, second);
  }

  @Test
  void readerMissesNoChangeWhileManyCommit() throws Exception {
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      ids.add(account("account" + i));
    }
    List<Future<Boolean>> ending = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      long id = ids.get(i);
      Store by = i % 2 == 0 ? store : other;
      ending.add(threads.submit(() -> end(by, id)));
    }
    while (heard.size() < ids.size()) {
      readOn();
      listener.await(Duration.ofMillis(100));
    }
    for (Future<Boolean> each : ending) {
      assertThat(each.get()).isTrue();
    }
    assertThat(heard).containsExactlyInAnyOrderElementsOf(ids);
  }

  /** A notification that arrived with the response to a query is not lost. */
  @Test
  void listenerIsWokenByACommitSinceItsLastRead() {
    long first = account("first");
    readOn();
    assertThat(end(other, first)).isTrue();
    listener.read(last, 1);
    CompletableFuture<Boolean> woken =
        CompletableFuture.supplyAsync(
            () -> {
              listener.await(Duration.ofMinutes(5));
              return true;
            },
            threads);
    assertThat(woken.join()).isTrue();
  }

  @Test
  void closingEndsTheWait() {
    readOn();
    Future<Boolean> waiting =
        threads.submit(
            () -> {
              listener.await(Duration.ofMinutes(5));
              return true;
            });
    eventually("it waits", () -> !waiting.isDone());
    listener.close();
    Assertions.assertThatThrownBy(waiting::get).hasCauseInstanceOf(StoreUnavailableException.class);
    Assertions.assertThatThrownBy(() -> listener.read(0, 1))
        .isInstanceOf(StoreUnavailableException.class);
  }

  @Test
  void listenerReconnectsAfterItsConnectionWasEnded() throws SQLException {
    readOn();
    long first = account("first");
    end(store, first);
    try (Connection connection = database.connect(false);
        Statement statement = connection.createStatement()) {
      statement.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'SELECT here.%'"
              + " AND datname = current_database()");
    }
    Assertions.assertThatThrownBy(() -> listener.read(last, 1))
        .isInstanceOf(StoreUnavailableException.class);
    readOn();
    assertThat(heard).containsExactly(first);
  }

  private boolean somebodyWaits() {
    try (Connection connection = database.connect(false);
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                    + " AND datname = current_database()")) {
      row.next();
      return row.getInt(1) > 0;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
