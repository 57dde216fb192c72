package dev.restauth.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.SetClock;
import dev.restauth.account.AccountRows;
import dev.restauth.account.RevokingAccountRows;
import dev.restauth.event.EventList;
import dev.restauth.session.Sessions.EndOutcome;
import dev.restauth.session.Sessions.NewSession;
import dev.restauth.session.Sessions.Sender;
import dev.restauth.store.DoubtfulStore;
import dev.restauth.store.Store;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.store.Transaction;
import dev.restauth.store.sql.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Revocations in memory. They must match the committed ones, even if the outcome of a commit is
 * uncertain.
 */
class UncertainEndTest {
  private static final Sender SENDER = new Sender("192.0.2.1", Optional.empty());

  private final SetClock clock = new SetClock();

  @TempDir Path folder;

  private Store store;
  private Revocations revocations;
  private final List<Long> told = new ArrayList<>();

  @BeforeEach
  void open() {
    store = TestDatabase.sqlite(folder.resolve("restauth.sqlite"), clock).open();
    store.inTransaction(tx -> new AccountRows(tx).create("miguel", "hash", clock.instant()));
    revocations = new Revocations();
  }

  @AfterEach
  void close() {
    store.close();
  }

  private Sessions sessions(Store of) {
    return new Sessions(
        CacheNotifications.of(of, revocations, told::add),
        revocations,
        new SessionPolicy(Duration.ofDays(30), Duration.ofDays(14), Duration.ofMinutes(10)),
        new EventList());
  }

  @Test
  void aRolledBackAttemptRevokesNothing() {
    NewSession begun = sessions(store).begin(Proofs.password(1, 1), SENDER, false).orElseThrow();
    String session = begun.session().id();
    Runnable meanwhile =
        () -> store.inTransaction(tx -> new RevokingAccountRows(tx).revokeAllTokens(1, 1));
    Sessions repeating = sessions(new RolledBackOnce(store, meanwhile));

    assertThat(repeating.endOne(1, 1, session, Optional.empty())).isEqualTo(EndOutcome.TOO_LATE);
    assertThat(revocations.contains(session)).isFalse();
  }

  @Test
  void aCommitInDoubtNotifiesOfTheAccount() {
    DoubtfulStore doubtful = new DoubtfulStore(store);
    Sessions sessions = sessions(doubtful);
    for (int i = 0; i < Revocations.FULL; i++) {
      revocations.add("another" + i, clock.instant().plusSeconds(60));
    }
    store.inTransaction(
        tx -> {
          for (int i = 0; i < SessionRevoker.KEPT_AT_MOST; i++) {
            new RevocationRows(tx).revokeSession("mine" + i, 1, clock.instant().plusSeconds(60));
          }
          return true;
        });

    doubtful.failing(true);
    assertThatThrownBy(() -> sessions.begin(Proofs.password(1, 1), SENDER, false))
        .isInstanceOf(StoreUnavailableException.class);
    assertThat(told).containsExactly(1L);
  }

  /**
   * A store that rolls a transaction back and runs it again, as a database does after a conflict of
   * two transactions.
   */
  private record RolledBackOnce(Store store, Runnable meanwhile) implements Store {
    private static final class RolledBack extends RuntimeException {}

    @Override
    public <T> T inTransaction(Function<Transaction, T> work) {
      assertThatThrownBy(
              () ->
                  store.inTransaction(
                      tx -> {
                        var _ = work.apply(tx);
                        throw new RolledBack();
                      }))
          .isInstanceOf(RolledBack.class);
      meanwhile.run();
      return store.inTransaction(work);
    }

    @Override
    public <T> T reading(Function<Transaction, T> work) {
      return store.reading(work);
    }

    @Override
    public void confirmInPlace() {
      store.confirmInPlace();
    }

    @Override
    public void close() {
      store.close();
    }
  }
}
