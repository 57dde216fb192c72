package dev.restauth.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.account.AccountRows;
import dev.restauth.account.RevokingAccountRows;
import dev.restauth.store.Store;
import dev.restauth.store.sql.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The removal of expired data in small batches, by the process that has the lease. */
class ExpiryPurgeTest {
  private static final int ONE_MORE_THAN_AT_ONCE = 501;

  private final SetClock clock = new SetClock();

  @TempDir Path folder;

  private Store store;
  private Revocations revocations;

  @BeforeEach
  void open() {
    store = TestDatabase.sqlite(folder.resolve("restauth.sqlite"), clock).open();
    store.inTransaction(
        tx -> {
          for (int i = 1; i <= ONE_MORE_THAN_AT_ONCE; i++) {
            new AccountRows(tx).create("name" + i, "hash", clock.instant());
          }
          return true;
        });
    revocations = new Revocations();
  }

  @AfterEach
  void close() {
    store.close();
  }

  private ExpiryPurge purge(boolean holdsLease) {
    return new ExpiryPurge(store, revocations, () -> holdsLease);
  }

  private void revokeOneOfEach() {
    store.inTransaction(
        tx -> {
          for (int i = 1; i <= ONE_MORE_THAN_AT_ONCE; i++) {
            new RevocationRows(tx).revokeSession("session" + i, i, clock.instant().plusSeconds(60));
          }
          return true;
        });
  }

  private int revoked() {
    return store.<Integer>reading(
        tx -> new RevocationRows(tx).revokedSessions(Instant.EPOCH).size());
  }

  private int generations() {
    return store.<Integer>reading(
        tx -> new RevocationRows(tx).revokedGenerations(Instant.EPOCH).size());
  }

  @Test
  void removesRevocationsInBatchesOfFiveHundred() {
    revokeOneOfEach();
    clock.move(Duration.ofSeconds(60));

    assertThat(purge(true).purgeRevocations()).as("there are more").isTrue();
    assertThat(revoked()).isEqualTo(1);
    assertThat(purge(true).purgeRevocations()).isFalse();
    assertThat(revoked()).isZero();
  }

  @Test
  void removesGenerationsInBatchesOfFiveHundred() {
    store.inTransaction(
        tx -> {
          LongStream.rangeClosed(1, ONE_MORE_THAN_AT_ONCE)
              .forEach(account -> new RevokingAccountRows(tx).revokeAllTokens(account, 1));
          return true;
        });
    clock.move(Duration.ofDays(365));

    assertThat(purge(true).purgeGenerations()).as("there are more").isTrue();
    assertThat(generations()).isEqualTo(1);
    assertThat(purge(true).purgeGenerations()).isFalse();
    assertThat(generations()).isZero();
  }

  /**
   * Batches are small, because other changes wait while a batch is removed: on PostgreSQL refreshes
   * of the same sessions, on SQLite all changes.
   */
  @Test
  void removesSealedRefreshTokensInBatchesOfFiveHundred() {
    store.inTransaction(
        tx -> {
          for (int i = 1; i <= ONE_MORE_THAN_AT_ONCE; i++) {
            new SessionRows(tx).add(session("session" + i));
            addSealed(new RefreshTokenRows(tx), i);
          }
          return true;
        });
    clock.move(RefreshTokens.SEALED.plusSeconds(1));

    assertThat(purge(true).purgeSealedRefreshTokens()).as("there are more").isTrue();
    assertThat(sealed()).isEqualTo(1);
    assertThat(purge(true).purgeSealedRefreshTokens()).isFalse();
    assertThat(sealed()).isZero();
  }

  private void addSealed(RefreshTokenRows rows, int number) {
    byte[] family = bytes("family" + number);
    rows.add(family, "session" + number, bytes("first"));
    rows.rotate(family, bytes("first"), bytes("second"), bytes("sealed"), clock.instant());
  }

  private long sealed() {
    return store.<Long>reading(
        tx ->
            LongStream.rangeClosed(1, ONE_MORE_THAN_AT_ONCE)
                .mapToObj(i -> new RefreshTokenRows(tx).find(bytes("family" + i)).orElseThrow())
                .filter(family -> family.sealedCurrent().isPresent())
                .count());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void removesNothingWithoutTheLease() {
    revokeOneOfEach();
    store.inTransaction(tx -> new RevokingAccountRows(tx).revokeAllTokens(1, 1));
    store.inTransaction(tx -> new SessionRows(tx).add(session("session")));
    clock.move(Duration.ofDays(365));

    assertThat(purge(false).purgeRevocations()).isFalse();
    assertThat(revoked()).isEqualTo(ONE_MORE_THAN_AT_ONCE);
    assertThat(purge(false).purgeGenerations()).isFalse();
    assertThat(generations()).isEqualTo(1);
    assertThat(purge(false).purgeSessions()).isFalse();
    assertThat(store.<Integer>inTransaction(tx -> new SessionRows(tx).purge(tx.now(), 10)))
        .isEqualTo(1);
  }

  private SessionRow session(String id) {
    Instant now = clock.instant();
    return new SessionRow(
        id,
        2,
        1,
        "password",
        now,
        now,
        now.plusSeconds(60),
        "192.0.2.1",
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** A process without the lease removes no rows, but must reload the revocations in its memory. */
  @Test
  void reloadsTheMemoryWithoutTheLease() {
    revocations.add("removed by another", clock.instant().plusSeconds(600));
    revokeOneOfEach();

    assertThat(purge(false).purgeRevocations()).isFalse();
    assertThat(revocations.contains("session1")).isTrue();
    assertThat(revocations.contains("removed by another")).isFalse();
    assertThat(purge(false).purgeRevocations()).isFalse();
    assertThat(revocations.contains("session1")).as("the second time, too").isTrue();
  }
}
