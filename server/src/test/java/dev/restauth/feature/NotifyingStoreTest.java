package dev.restauth.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.SetClock;
import dev.restauth.account.AccountRows;
import dev.restauth.account.SessionRevoked;
import dev.restauth.session.RevocationRows;
import dev.restauth.store.Change;
import dev.restauth.store.DoubtfulStore;
import dev.restauth.store.Store;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.store.sql.TestDatabase;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Features are notified of each commit with changes, and of no other commit. */
class NotifyingStoreTest {
  private static final Instant LATER = Instant.parse("2030-01-01T00:00:00Z");

  private final List<String> calls = new ArrayList<>();

  @TempDir Path folder;

  @AutoClose private Store kept;
  private DoubtfulStore doubtful;
  private NotifyingStore store;

  @BeforeEach
  void open() {
    kept = TestDatabase.sqlite(folder.resolve("restauth.sqlite"), new SetClock()).open();
    kept.inTransaction(tx -> new AccountRows(tx).create("miguel", "hash", LATER));
    doubtful = new DoubtfulStore(kept);
    store = new NotifyingStore(doubtful);
    store.setFeatures(List.of(named("first"), named("second")));
  }

  private Feature named(String name) {
    return new Feature() {
      @Override
      public void onChanges(List<Change> changes) {
        calls.add(name + " notified " + changes.size());
        if (changes.contains(new SessionRevoked("unheard", LATER).change())) {
          throw new StoreUnavailableException("it cannot be read");
        }
      }

      @Override
      public void onUncertainCommit(List<Change> changes) {
        calls.add(name + " doubts " + changes.size());
        throw new StoreUnavailableException(name + " cannot read");
      }
    };
  }

  private void revoke(String... ids) {
    store.<Boolean>inTransaction(
        tx -> {
          assertThat(calls).as("not before the commit").isEmpty();
          for (String id : ids) {
            new RevocationRows(tx).revokeSession(id, 1, LATER);
          }
          return true;
        });
  }

  @Test
  void allFeaturesAreNotifiedOfACommitInOrder() {
    revoke("one", "two");
    assertThat(calls).containsExactly("first notified 2", "second notified 2");
  }

  @Test
  void transactionWithoutChangesNotifiesNoFeature() {
    store.inTransaction(tx -> tx.properties().setIfAbsent("name", "value"));
    assertThat(calls).isEmpty();
  }

  @Test
  void rollbackNotifiesNoFeature() {
    assertThatThrownBy(
            () ->
                store.inTransaction(
                    tx -> {
                      new RevocationRows(tx).revokeSession("one", 1, LATER);
                      throw new IllegalStateException("on purpose");
                    }))
        .hasMessage("on purpose");
    assertThat(calls).isEmpty();
  }

  @Test
  void allAreNotifiedOfAnUncertainCommitEvenIfOneThrows() {
    doubtful.failing(true);
    assertThatThrownBy(() -> revoke("one"))
        .isInstanceOf(StoreUnavailableException.class)
        .satisfies(
            e ->
                assertThat(e.getSuppressed()[0])
                    .hasMessage("first cannot read")
                    .satisfies(first -> assertThat(first.getSuppressed()).hasSize(1)));
    assertThat(calls).containsExactly("first doubts 1", "second doubts 1");
  }

  @Test
  void failureOfAFeatureIsThrown() {
    assertThatThrownBy(() -> revoke("unheard")).hasMessage("it cannot be read");
    assertThat(calls)
        .as("the other features are notified")
        .containsExactly("first notified 1", "second notified 1");
    assertThat(kept.<Boolean>reading(tx -> new RevocationRows(tx).isRevoked("unheard", tx.now())))
        .as("the change is committed")
        .isTrue();
  }

  @Test
  void actionsRunAfterTheCommitAndNotAfterARollback() {
    store.inTransaction(
        tx -> {
          tx.afterCommit(() -> calls.add("after the commit"));
          calls.add("in the transaction");
          return true;
        });
    assertThatThrownBy(
            () ->
                store.inTransaction(
                    tx -> {
                      tx.afterCommit(() -> calls.add("after a rollback"));
                      throw new IllegalStateException("rolled back");
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(calls).containsExactly("in the transaction", "after the commit");
  }
}
