package dev.restauth.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.store.Store;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.token.SigningKeyRows;
import java.nio.file.Path;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Concurrent writers on every store. The failure of one writer affects no other. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class ManyWritersTest {
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  private static final int MEMBERS = 20;

  @Parameter TestDatabase kind;
  @TempDir Path folder;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private Store store;

  @BeforeEach
  void open() throws SQLException {
    Database database = kind.fresh(folder);
    store = database.open();
    kind.failCommitsWithAPoisonedAccount(database);
  }

  @AfterEach
  void close() {
    threads.close();
    store.close();
  }

  @Test
  void onlyTheFailedWriterIsRolledBack() throws Exception {
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
            .cause()
            .isInstanceOf(IllegalStateException.class)
            .hasMessage("member " + i);
      } else {
        assertThat(member.get()).isPresent();
      }
      assertThat(find("member-" + i).isPresent()).isEqualTo(i % 3 != 0);
    }
  }

  @Test
  void onlyTheWriterThatViolatesAConstraintIsRolledBack() throws Exception {
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
      if (find("member-" + i).isPresent()) {
        assertThat(member.get()).isPresent();
        kept++;
      } else {
        assertThatThrownBy(member::get)
            .isInstanceOf(ExecutionException.class)
            .cause()
            .isNotInstanceOf(StoreUnavailableException.class);
      }
    }
    assertThat(kept).isEqualTo(MEMBERS / 2);
  }

  @Test
  void storeWorksAfterAFailedCommit() {
    assertThatThrownBy(() -> create(TestDatabase.POISON))
        .isInstanceOf(StoreUnavailableException.class);

    assertThat(find(TestDatabase.POISON)).isEmpty();
    assertThat(create("miguel")).isPresent();
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

  @Test
  void onlyOneOfManyConcurrentRegistrationsGetsTheName() throws Exception {
    List<Future<Optional<Account>>> members = together(_ -> create("miguel"));

    List<Account> made = new ArrayList<>();
    for (Future<Optional<Account>> member : members) {
      member.get().ifPresent(made::add);
    }
    assertThat(made).hasSize(1);
    assertThat(find("miguel")).contains(made.getFirst());
  }

  private interface Member {
    Optional<Account> of(int number);
  }

  /** Runs the work of all members at the same time, and returns when all have completed. */
  private List<Future<Optional<Account>>> together(Member work) {
    CountDownLatch begin = new CountDownLatch(1);
    List<Future<Optional<Account>>> members = new ArrayList<>();
    for (int i = 0; i < MEMBERS; i++) {
      int number = i;
      members.add(
          threads.submit(
              () -> {
                await(begin);
                return work.of(number);
              }));
    }
    begin.countDown();
    while (members.stream().anyMatch(member -> !member.isDone())) {
      Thread.onSpinWait();
    }
    return members;
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
}
