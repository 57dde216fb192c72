package dev.restauth.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.store.SchemaDefinition;
import dev.restauth.store.Sql;
import dev.restauth.store.Store;
import dev.restauth.store.StoreRefusedException;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.store.Transaction;
import dev.restauth.token.SigningKeyRows;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Group commits: members of a transaction share its commit and nothing else. */
class GroupCommitTest {
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  private static final int MEMBERS = 20;

  private final TestDatabase kind = TestDatabase.SQLITE;
  @TempDir Path folder;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private OneWriter database;
  private Store store;

  @BeforeEach
  void open() throws SQLException {
    database = new OneWriter((EmbeddedDatabase) kind.fresh(folder), new AtomicInteger());
    store = database.open();
    kind.failCommitsWithAPoisonedAccount(database);
  }

  @AfterEach
  void close() {
    threads.close();
    store.close();
  }

  @Test
  void waitingWritersShareOneCommit() throws Exception {
    List<Future<Optional<Account>>> members = together(i -> create("member-" + i));

    for (Future<Optional<Account>> member : members) {
      assertThat(member.get()).isPresent();
    }
    assertThat(database.written()).isEqualTo(1);
    for (int i = 0; i < MEMBERS; i++) {
      assertThat(find("member-" + i)).isPresent();
    }
  }

  @Test
  void onlyTheFailedMemberIsRolledBack() throws Exception {
    List<Future<Optional<Account>>> members =
        together(
            i ->
                store.inTransaction(
                    tx -> {
                      Optional<Account> made =
                          new AccountRows(tx).create("member-" + i, "hash", NOW);
                      if (i % 3 == 0) {
                        throw new IllegalStateException("member " + i);
                      }
                      return made;
                    }));

    for (int i = 0; i < MEMBERS; i++) {
      Future<Optional<Account>> member = members.get(i);
      if (i % 3 == 0) {
        assertThatThrownBy(member::get)
            .isInstanceOf(ExecutionException.class)
            .cause()
            .isInstanceOf(IllegalStateException.class)
            .hasMessage("member " + i);
      } else {
        assertThat(member.get()).isPresent();
      }
      assertThat(find("member-" + i).isPresent()).isEqualTo(i % 3 != 0);
    }
    assertThat(database.written()).isEqualTo(1);
  }

  @Test
  void onlyTheMemberThatViolatesAConstraintIsRolledBack() throws Exception {
    List<Future<Optional<Account>>> members =
        together(
            i ->
                store.inTransaction(
                    tx -> {
                      Optional<Account> made =
                          new AccountRows(tx).create("member-" + i, "hash", NOW);
                      // Two members insert each key id, so one of the two must fail.
                      new SigningKeyRows(tx).add(TestDatabase.key("kid-" + i % (MEMBERS / 2)));
                      return made;
                    }));

    int kept = 0;
    for (int i = 0; i < MEMBERS; i++) {
      Future<Optional<Account>> member = members.get(i);
      boolean there = find("member-" + i).isPresent();
      if (there) {
        assertThat(member.get()).isPresent();
        kept++;
      } else {
        assertThatThrownBy(member::get).isInstanceOf(ExecutionException.class);
      }
    }
    assertThat(kept).isEqualTo(MEMBERS / 2);
  }

  /** The first member has no savepoint to which it could be rolled back. */
  @Test
  void onlyTheFirstMemberOfAGroupIsRolledBack() throws Exception {
    List<Future<Optional<Account>>> members =
        together(
            tx -> {
              new AccountRows(tx).create("first", "hash", NOW);
              new SigningKeyRows(tx).add(TestDatabase.key("kid"));
              new SigningKeyRows(tx).add(TestDatabase.key("kid"));
            },
            i -> create("member-" + i));

    assertThat(find("first")).isEmpty();
    for (int i = 0; i < MEMBERS; i++) {
      assertThat(members.get(i).get()).isPresent();
      assertThat(find("member-" + i)).isPresent();
    }
  }

  @Test
  void failedCommitFailsEveryMemberOfItsGroup() throws Exception {
    List<Future<Optional<Account>>> members =
        together(i -> create(i == 7 ? TestDatabase.POISON : "member-" + i));

    for (Future<Optional<Account>> member : members) {
      assertThatThrownBy(member::get)
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOf(StoreUnavailableException.class);
    }
    for (int i = 0; i < MEMBERS; i++) {
      assertThat(find("member-" + i)).isEmpty();
    }
    assertThat(create("member-0")).isPresent();
  }

  @Test
  void uncommittedChangesAreInvisible() throws Exception {
    CountDownLatch looked = new CountDownLatch(1);
    CountDownLatch made = new CountDownLatch(1);
    Future<Optional<Account>> member =
        threads.submit(
            () ->
                store.inTransaction(
                    tx -> {
                      Optional<Account> account = new AccountRows(tx).create("member", "hash", NOW);
                      made.countDown();
                      await(looked);
                      return account;
                    }));

    made.await();
    assertThat(find("member")).isEmpty();
    assertThat(member.isDone()).isFalse();
    looked.countDown();
    assertThat(member.get()).isPresent();
    assertThat(find("member")).isPresent();
  }

  private List<Future<Optional<Account>>> together(Member work) throws InterruptedException {
    return together(tx -> {}, work);
  }

  /** Queues the work of each member while the writer runs the group's first member. */
  private List<Future<Optional<Account>>> together(Consumer<Transaction> firstWork, Member work)
      throws InterruptedException {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Future<Boolean> first =
        threads.submit(
            () ->
                store.inTransaction(
                    tx -> {
                      busy.countDown();
                      await(release);
                      firstWork.accept(tx);
                      return true;
                    }));
    busy.await();
    database.forget();
    List<Thread> waiting = new ArrayList<>();
    List<Future<Optional<Account>>> members = new ArrayList<>();
    for (int i = 0; i < MEMBERS; i++) {
      int number = i;
      members.add(
          threads.submit(
              () -> {
                synchronized (waiting) {
                  waiting.add(Thread.currentThread());
                }
                return work.of(number);
              }));
    }
    while (!allWait(waiting)) {
      Thread.onSpinWait();
    }
    release.countDown();
    while (!first.isDone() || members.stream().anyMatch(member -> !member.isDone())) {
      Thread.onSpinWait();
    }
    return members;
  }

  private static boolean allWait(List<Thread> threads) {
    synchronized (threads) {
      return threads.size() == MEMBERS
          && threads.stream().allMatch(thread -> thread.getState() == Thread.State.WAITING);
    }
  }

  private interface Member {
    Optional<Account> of(int number);
  }

  private Optional<Account> create(String username) {
    return store.inTransaction(tx -> new AccountRows(tx).create(username, "hash", NOW));
  }

  private Optional<Account> find(String username) {
    return store.reading(tx -> new AccountRows(tx).findByUsername(username));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** A database with one writer, so that groups arise. It counts transactions. */
  private record OneWriter(EmbeddedDatabase database, AtomicInteger begun)
      implements EmbeddedDatabase {

    void forget() {
      begun.set(1);
    }

    int written() {
      return begun.get();
    }

    @Override
    public SchemaDefinition design() {
      return database.design();
    }

    @Override
    public void begin(Sql sql, boolean readOnly) {
      if (!readOnly) {
        begun.incrementAndGet();
      }
      database.begin(sql, readOnly);
    }

    @Override
    public int writers() {
      return 1;
    }

    @Override
    public int readers() {
      return 1;
    }

    @Override
    public void createIfMissing() throws SQLException {
      database.createIfMissing();
    }

    @Override
    public Connection connect(boolean readOnly) throws SQLException {
      return database.connect(readOnly);
    }

    @Override
    public String schemaFolder() {
      return database.schemaFolder();
    }

    @Override
    public Instant now(Connection connection) throws SQLException {
      return database.now(connection);
    }

    @Override
    public Object fileIdentity() throws SQLException {
      return database.fileIdentity();
    }

    @Override
    public Object fileAndLogIdentity() throws SQLException {
      return database.fileAndLogIdentity();
    }

    @Override
    public boolean isViolation(SQLException e) {
      return database.isViolation(e);
    }

    @Override
    public String explain(SQLException e) {
      return database.explain(e);
    }

    @Override
    public StoreRefusedException refused(SQLException e) {
      return database.refused(e);
    }
  }
}
