package dev.restauth.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.SetClock;
import dev.restauth.account.AccountRows;
import dev.restauth.session.RevocationRows;
import dev.restauth.session.SessionRevoked;
import dev.restauth.store.Change;
import dev.restauth.store.DoubtfulStore;
import dev.restauth.store.Store;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.store.sql.SqliteDatabase;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who remembers something hears of each commit, and of nothing else. */
class NotifyingStoreTest {
  private static final Instant LATER = Instant.parse("2030-01-01T00:00:00Z");

  private final List<String> told = new ArrayList<>();

  @TempDir Path folder;

  @AutoClose private Store kept;
  private DoubtfulStore doubtful;
  private NotifyingStore store;

  @BeforeEach
  void open() {
    kept = new SqliteDatabase(folder.resolve("restauth.sqlite"), new SetClock()).open();
    kept.inTransaction(tx -> new AccountRows(tx).create("miguel", "hash", LATER));
    doubtful = new DoubtfulStore(kept);
    store = new NotifyingStore(doubtful);
    store.tell(List.of(named("first"), named("second")));
  }

  private Feature named(String name) {
    return new Feature() {
      @Override
      public void heard(List<Change> changes) {
        told.add(name + " heard " + changes.size());
        if (changes.contains(new SessionRevoked("unheard", LATER).change())) {
          throw new StoreUnavailableException("it cannot be read");
        }
      }

      @Override
      public void inDoubt(List<Change> changes) {
        told.add(name + " doubts " + changes.size());
        throw new StoreUnavailableException(name + " cannot read");
      }
    };
  }

  private void revoke(String... ids) {
    store.<Boolean>inTransaction(
        tx -> {
          assertThat(told).as("not before the commit").isEmpty();
          for (String id : ids) {
            new RevocationRows(tx).revokeSession(id, 1, LATER);
          }
          return true;
        });
  }

  @Test
  void allHearWhatIsCommittedInTheirOrder() {
    revoke("one", "two");
    assertThat(told).containsExactly("first heard 2", "second heard 2");
  }

  @Test
  void nobodyHearsOfWhatChangesNothingThatIsRemembered() {
    store.inTransaction(tx -> tx.properties().setIfAbsent("name", "value"));
    assertThat(told).isEmpty();
  }

  @Test
  void nobodyHearsOfWhatIsUndone() {
    assertThatThrownBy(
            () ->
                store.inTransaction(
                    tx -> {
                      new RevocationRows(tx).revokeSession("one", 1, LATER);
                      throw new IllegalStateException("on purpose");
                    }))
        .hasMessage("on purpose");
    assertThat(told).isEmpty();
  }

  @Test
  void allAreToldThatACommitIsInDoubtWhateverOneOfThemThrows() {
    doubtful.failing(true);
    assertThatThrownBy(() -> revoke("one"))
        .isInstanceOf(StoreUnavailableException.class)
        .satisfies(
            e ->
                assertThat(e.getSuppressed()[0])
                    .hasMessage("first cannot read")
                    .satisfies(first -> assertThat(first.getSuppressed()).hasSize(1)));
    assertThat(told).containsExactly("first doubts 1", "second doubts 1");
  }

  @Test
  void whoCannotHearOfItSaysSo() {
    assertThatThrownBy(() -> revoke("unheard")).hasMessage("it cannot be read");
    assertThat(told)
        .as("and nobody else misses it")
        .containsExactly("first heard 1", "second heard 1");
    assertThat(kept.<Boolean>reading(tx -> new RevocationRows(tx).isRevoked("unheard", tx.now())))
        .as("it is committed")
        .isTrue();
  }
}
