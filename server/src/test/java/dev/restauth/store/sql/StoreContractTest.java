package dev.restauth.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.account.Account;
import dev.restauth.account.Account.State;
import dev.restauth.account.AccountRows;
import dev.restauth.account.RevokingAccountRows;
import dev.restauth.login.KnownAddressRows;
import dev.restauth.login.LoginFailureRows;
import dev.restauth.login.LoginFailureRows.FailureCount;
import dev.restauth.store.Store;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.token.SigningKeyRows;
import dev.restauth.token.SigningKeyRows.SigningKeyRow;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract of every store, on SQLite and on a real PostgreSQL. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class StoreContractTest {
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00.123456Z");

  @Parameter TestDatabase kind;
  @TempDir Path folder;

  private Database database;
  @AutoClose private Store store;

  @BeforeEach
  void open() throws SQLException {
    database = kind.fresh(folder);
    store = database.open();
  }

  @Test
  void accountIsStoredAsItWasCreated() {
    Account made = create("Zoë 日本").orElseThrow();

    assertThat(made)
        .isEqualTo(
            new Account(
                1,
                "Zoë 日本",
                Optional.of("hash of Zoë 日本"),
                1,
                State.ACTIVE,
                NOW,
                Optional.empty(),
                0));
    assertThat(byId(1)).contains(made);
    assertThat(byName("Zoë 日本")).contains(made);
    assertThat(byName("zoë 日本")).isEmpty();
    assertThat(byId(2)).isEmpty();
  }

  @Test
  void dataSurvivesReopening() {
    create("miguel");
    store.close();
    store = database.open();

    assertThat(byName("miguel")).isPresent();
    assertThat(create("susan").orElseThrow().id()).isGreaterThan(1);
  }

  @Test
  void namesAreCaseSensitive() {
    assertThat(create("miguel")).isPresent();
    assertThat(create("MIGUEL")).isPresent();
  }

  @Test
  void takenNameIsRefusedAndTheFirstAccountIsUnchanged() {
    create("miguel");

    assertThat(create("miguel")).isEmpty();
    assertThat(byName("miguel").orElseThrow().id()).isEqualTo(1);
  }

  @Test
  void onlyOneOfManyConcurrentRegistrationsGetsTheName() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Optional<Account>>> attempts =
          IntStream.range(0, 64).mapToObj(i -> threads.submit(() -> create("same"))).toList();

      assertThat(attempts.stream().map(StoreContractTest::value).filter(Optional::isPresent))
          .hasSize(1);
    }
  }

  @Test
  void passwordChangeNeedsTheCurrentGeneration() {
    Account made = create("miguel").orElseThrow();

    Account changed = change(accounts -> accounts.changePassword(1, 1, "new")).orElseThrow();

    assertThat(changed.passwordHash()).contains("new");
    assertThat(changed.generation()).isEqualTo(made.generation() + 1);
    assertThat(change(accounts -> accounts.changePassword(1, 1, "late"))).isEmpty();
    assertThat(byId(1)).contains(changed);
  }

  @Test
  void closedAccountStaysClosedWithoutName() {
    create("miguel");

    Account closed = change(accounts -> accounts.close(1, 1, "miguel")).orElseThrow();

    assertThat(closed.state()).isEqualTo(State.CLOSED);
    assertThat(closed.passwordHash()).isEmpty();
    assertThat(closed.generation()).isEqualTo(2);
    assertThat(closed.username()).isEqualTo(":1");
    assertThat(closed.erased()).isTrue();
    assertThat(change(accounts -> accounts.close(1, 2, ":1"))).isEmpty();
    assertThat(change(accounts -> accounts.changeState(1, true))).isEmpty();
    assertThat(change(accounts -> accounts.changePassword(1, 2, "x"))).isEmpty();
  }

  @Test
  void disablesAndEnables() {
    create("miguel");

    Account disabled = change(accounts -> accounts.changeState(1, false)).orElseThrow();
    assertThat(disabled.state()).isEqualTo(State.DISABLED);
    assertThat(disabled.generation()).isEqualTo(2);
    assertThat(change(accounts -> accounts.changePassword(1, 2, "x"))).isEmpty();
    assertThat(change(accounts -> accounts.changeState(1, false))).isEmpty();

    Account enabled = change(accounts -> accounts.changeState(1, true)).orElseThrow();
    assertThat(enabled.state()).isEqualTo(State.ACTIVE);
    assertThat(enabled.generation()).isEqualTo(3);
    assertThat(change(accounts -> accounts.changeState(1, true))).isEmpty();
    assertThat(byId(1)).contains(enabled);
  }

  @Test
  void failedTransactionIsRolledBack() {
    assertThatThrownBy(
            () ->
                store.inTransaction(
                    tx -> {
                      new AccountRows(tx).create("miguel", "hash", NOW);
                      throw new IllegalStateException("on purpose");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("on purpose");

    assertThat(byName("miguel")).isEmpty();
    assertThat(create("miguel")).isPresent();
  }

  @Test
  void readTransactionCannotWrite() {
    assertThatThrownBy(() -> store.reading(tx -> new AccountRows(tx).create("miguel", "hash", NOW)))
        .isInstanceOf(StoreUnavailableException.class);

    assertThat(byName("miguel")).isEmpty();
  }

  @Test
  void signingKeysAreListedInTheOrderOfCreation() {
    SigningKeyRow older =
        new SigningKeyRow("b", "ES256", "{}", new byte[] {0, 1, -1}, NOW, NOW, 600);
    SigningKeyRow newer =
        new SigningKeyRow(
            "a", "ES256", "{}", new byte[] {2}, NOW.plusMillis(1), NOW.plusMillis(1), 600);
    store.inTransaction(
        tx -> {
          new SigningKeyRows(tx).add(newer);
          new SigningKeyRows(tx).add(older);
          return true;
        });

    List<SigningKeyRow> all = store.reading(tx -> new SigningKeyRows(tx).all());

    assertThat(all).extracting(SigningKeyRow::kid).containsExactly("b", "a");
    assertThat(all.getFirst().sealedPrivateKey()).isEqualTo(older.sealedPrivateKey());
    assertThat(all.getFirst().createdAt()).isEqualTo(NOW);
  }

  @Test
  void signingTimeAndSealOfAKeyCanBeChanged() {
    store.inTransaction(
        tx -> {
          new SigningKeyRows(tx).add(TestDatabase.key("a"));
          new SigningKeyRows(tx).add(TestDatabase.key("b"));
          new SigningKeyRows(tx).signFrom("a", NOW);
          new SigningKeyRows(tx).reseal("b", new byte[] {7});
          new SigningKeyRows(tx).raiseLongestToken(700);
          new SigningKeyRows(tx).raiseLongestToken(30);
          return true;
        });

    List<SigningKeyRow> all = store.reading(tx -> new SigningKeyRows(tx).all());
    assertThat(all).extracting(SigningKeyRow::kid).containsExactly("b", "a");
    assertThat(all).extracting(SigningKeyRow::signsFrom).containsExactly(Instant.EPOCH, NOW);
    assertThat(all).extracting(SigningKeyRow::longestToken).containsExactly(700L, 700L);
    assertThat(all.getFirst().sealedPrivateKey()).containsExactly(7);
    assertThat(all.getLast().sealedPrivateKey()).containsExactly(1);
  }

  @Test
  void propertyIsReplacedIfItHasTheExpectedValue() {
    assertThat(store.<Optional<String>>inTransaction(tx -> tx.properties().findForUpdate("key")))
        .isEmpty();
    store.inTransaction(tx -> tx.properties().setIfAbsent("key", "a"));

    assertThat(store.<Boolean>inTransaction(tx -> tx.properties().replace("key", "b", "c")))
        .isFalse();
    assertThat(store.<Boolean>inTransaction(tx -> tx.properties().replace("none", "a", "c")))
        .isFalse();
    assertThat(store.<Optional<String>>inTransaction(tx -> tx.properties().findForUpdate("key")))
        .contains("a");
    assertThat(store.<Boolean>inTransaction(tx -> tx.properties().replace("key", "a", "c")))
        .isTrue();
    assertThat(store.<Optional<String>>reading(tx -> tx.properties().find("key"))).contains("c");
  }

  @Test
  void propertyIsLockedByOneTransactionAtATime() throws Exception {
    store.inTransaction(tx -> tx.properties().setIfAbsent("count", "0"));

    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<Boolean>> all =
          IntStream.range(0, 40)
              .mapToObj(
                  each ->
                      threads.submit(
                          () ->
                              store.<Boolean>inTransaction(
                                  tx -> {
                                    String count =
                                        tx.properties().findForUpdate("count").orElseThrow();
                                    String more = Integer.toString(Integer.parseInt(count) + 1);
                                    return tx.properties().replace("count", count, more);
                                  })))
              .toList();
      for (Future<Boolean> each : all) {
        assertThat(each.get()).isTrue();
      }
    }

    assertThat(store.<Optional<String>>reading(tx -> tx.properties().find("count"))).contains("40");
  }

  @Test
  void propertyIsSetOnce() {
    assertThat(store.<Optional<String>>reading(tx -> tx.properties().find("issuer"))).isEmpty();
    assertThat(store.<String>inTransaction(tx -> tx.properties().setIfAbsent("issuer", "a")))
        .isEqualTo("a");
    assertThat(store.<String>inTransaction(tx -> tx.properties().setIfAbsent("issuer", "b")))
        .isEqualTo("a");
    assertThat(store.<Optional<String>>reading(tx -> tx.properties().find("issuer"))).contains("a");
  }

  @Test
  void passwordHashIsReplacedIfItIsTheExpectedOne() {
    create("miguel");
    assertThat(replaced("another", "new")).isFalse();
    assertThat(replaced("hash of miguel", "new")).isTrue();
    assertThat(replaced("hash of miguel", "newer")).isFalse();
    assertThat(byId(1).orElseThrow().passwordHash()).contains("new");
    assertThat(byId(1).orElseThrow().generation()).isEqualTo(1);
  }

  private boolean replaced(String known, String hash) {
    return store.<Boolean>inTransaction(
        tx -> new AccountRows(tx).replaceHash(1, known, hash, Optional.empty()));
  }

  @Test
  void addressesAreStoredAndTheOldestAreDeleted() {
    create("miguel");
    create("susan");
    Instant longAgo = NOW.minus(Duration.ofDays(90));
    remember(1, 1, longAgo);
    remember(2, 2, longAgo);
    for (int i = 0; i < 110; i++) {
      remember(10 + i, 1, NOW.plusSeconds(i));
    }
    remember(10 + 20, 1, NOW.plusSeconds(110));

    assertThat(seenAt(1)).isEmpty();
    assertThat(seenAt(2)).contains(longAgo);
    assertThat(seenAt(10)).isEmpty();
    assertThat(seenAt(10 + 109)).contains(NOW.plusSeconds(109));
    assertThat(seenAt(10 + 20)).contains(NOW.plusSeconds(110));
  }

  private void remember(int digest, long accountId, Instant at) {
    store.<Boolean>inTransaction(
        tx -> {
          Instant notBefore = NOW.minus(Duration.ofDays(90));
          KnownAddressRows rows = new KnownAddressRows(tx);
          rows.put(new byte[] {(byte) digest}, accountId, at);
          rows.trim(accountId, notBefore);
          return true;
        });
  }

  private Optional<Instant> seenAt(int digest) {
    return store.reading(tx -> new KnownAddressRows(tx).seenAt(new byte[] {(byte) digest}));
  }

  @Test
  void closedStoreRefusesWork() {
    store.close();

    assertThatThrownBy(() -> create("miguel")).isInstanceOf(StoreUnavailableException.class);
    assertThatThrownBy(() -> byId(1)).isInstanceOf(StoreUnavailableException.class);
  }

  @Test
  void moreReadersThanConnectionsSucceedAlsoAfterAFailure() {
    create("miguel");
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Optional<Account>>> readers = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        readers.add(threads.submit(() -> byId(1)));
        assertThatThrownBy(
                () ->
                    store.reading(
                        tx -> {
                          throw new IllegalStateException("a defect of the caller");
                        }))
            .isInstanceOf(IllegalStateException.class);
      }
      assertThat(readers).allSatisfy(reader -> assertThat(value(reader)).isPresent());
    }
  }

  @Test
  void failedLogInsAreCountedUntilTheyAreDeleted() {
    byte[] digest = {1, 2};
    Instant later = NOW.plusSeconds(1);
    store.inTransaction(tx -> new LoginFailureRows(tx).add(new byte[] {3}, 9, NOW));

    assertThat(
            store.<FailureCount>inTransaction(tx -> new LoginFailureRows(tx).add(digest, 5, NOW)))
        .isEqualTo(new FailureCount(5, NOW));
    assertThat(
            store.<FailureCount>inTransaction(tx -> new LoginFailureRows(tx).add(digest, 5, later)))
        .as("another server counts the same")
        .isEqualTo(new FailureCount(6, later));
    assertThat(
            store.<FailureCount>inTransaction(tx -> new LoginFailureRows(tx).add(digest, 9, later)))
        .isEqualTo(new FailureCount(9, later));
    assertThat(failures(digest)).contains(new FailureCount(9, later));

    assertThat(store.<Integer>inTransaction(tx -> new LoginFailureRows(tx).purge(later, 10)))
        .isEqualTo(1);
    assertThat(failures(new byte[] {3})).isEmpty();
    store.inTransaction(
        tx -> {
          new LoginFailureRows(tx).delete(digest);
          return true;
        });
    assertThat(failures(digest)).isEmpty();
  }

  private Optional<FailureCount> failures(byte[] digest) {
    return store.reading(tx -> new LoginFailureRows(tx).find(digest));
  }

  private Optional<Account> create(String username) {
    return store.inTransaction(
        tx -> new AccountRows(tx).create(username, "hash of " + username, NOW));
  }

  private Optional<Account> change(Function<RevokingAccountRows, Optional<Account>> change) {
    return store.inTransaction(tx -> change.apply(new RevokingAccountRows(tx)));
  }

  private Optional<Account> byId(long id) {
    return store.reading(tx -> new AccountRows(tx).findById(id));
  }

  private Optional<Account> byName(String username) {
    return store.reading(tx -> new AccountRows(tx).findByUsername(username));
  }

  private static <T> T value(Future<T> future) {
    try {
      return future.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }
}
