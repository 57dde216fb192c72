package dev.restauth.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.account.RevokingAccountRows;
import dev.restauth.session.RefreshTokenRows;
import dev.restauth.session.RevocationRows;
import dev.restauth.session.SessionRow;
import dev.restauth.session.SessionRows;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Sessions and revocations, on SQLite and on a real PostgreSQL. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class SessionStoreTest {
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00.123456Z");

  @Parameter TestDatabase kind;
  @TempDir Path folder;

  private Store store;

  private long miguel;
  private long susan;

  @BeforeEach
  void open() throws SQLException {
    Database database = kind.fresh(folder);
    store = database.open();
    miguel = make("miguel");
    susan = make("susan");
  }

  @AfterEach
  void close() {
    store.close();
  }

  private long make(String username) {
    return store.<Long>inTransaction(
        tx -> new AccountRows(tx).create(username, "hash", NOW).orElseThrow().id());
  }

  private static SessionRow row(String id, long accountId, Instant authenticatedAt) {
    return new SessionRow(
        id,
        accountId,
        1,
        "password",
        authenticatedAt,
        authenticatedAt.plusSeconds(1),
        authenticatedAt.plusSeconds(100),
        "192.0.2.1",
        Optional.of("curl"),
        Optional.empty(),
        Optional.empty());
  }

  private void add(SessionRow row) {
    assertThat(did(tx -> new SessionRows(tx).add(row))).isTrue();
  }

  private <T> T write(Function<Transaction, T> work) {
    return store.inTransaction(work);
  }

  private boolean did(Function<Transaction, Boolean> work) {
    return write(work);
  }

  private int count(Function<Transaction, Integer> work) {
    return write(work);
  }

  private Optional<SessionRow> end(String id) {
    return write(tx -> new SessionRows(tx).end(id));
  }

  private List<SessionRow> endOldest(long keep) {
    return write(tx -> new SessionRows(tx).endOldest(miguel, "s5", keep, NOW));
  }

  private Optional<SessionRow> findLive(String id, Instant now) {
    return store.reading(tx -> new SessionRows(tx).findLive(id, now));
  }

  private List<String> live(long accountId) {
    return store.reading(
        tx -> new SessionRows(tx).live(accountId, NOW).stream().map(SessionRow::id).toList());
  }

  @Test
  void sessionIsStoredAsItWasCreated() {
    SessionRow password = row("a", miguel, NOW);
    SessionRow adopted =
        new SessionRow(
            "b",
            susan,
            1,
            "adopted-token",
            NOW,
            NOW,
            NOW.plusNanos(1_000),
            "2001:db8::1",
            Optional.empty(),
            Optional.of(Instant.parse("9999-12-31T00:00:00Z")),
            Optional.empty());
    add(password);
    add(adopted);

    assertThat(findLive("a", NOW)).contains(password);
    assertThat(findLive("b", NOW)).contains(adopted);
    assertThat(findLive("c", NOW)).isEmpty();
    assertThat(password.toString()).doesNotContain("192.0.2.1");
  }

  @Test
  void existingIdIsRefusedByAddAndReplacedByPut() {
    add(row("a", miguel, NOW));
    SessionRow anew = row("a", miguel, NOW.plusSeconds(50));

    assertThat(did(tx -> new SessionRows(tx).add(anew))).isFalse();
    assertThat(findLive("a", NOW)).contains(row("a", miguel, NOW));
    write(
        tx -> {
          new SessionRows(tx).put(anew);
          new SessionRows(tx).put(row("b", miguel, NOW));
          return true;
        });
    assertThat(findLive("a", NOW)).contains(anew);
    assertThat(findLive("b", NOW)).isPresent();
  }

  @Test
  void sessionIsLiveUntilButNotAtItsExpiry() {
    add(row("a", miguel, NOW));

    assertThat(findLive("a", NOW.plusSeconds(100).minusNanos(1_000))).isPresent();
    assertThat(findLive("a", NOW.plusSeconds(100))).isEmpty();
    assertThat(did(tx -> new SessionRows(tx).renew("a", NOW.plusSeconds(60), NOW.plusSeconds(160))))
        .isTrue();
    SessionRow renewed = findLive("a", NOW.plusSeconds(100)).orElseThrow();
    assertThat(renewed.renewedAt()).isEqualTo(NOW.plusSeconds(60));
    assertThat(renewed.authenticatedAt()).isEqualTo(NOW);
    assertThat(did(tx -> new SessionRows(tx).renew("b", NOW, NOW))).isFalse();
  }

  @Test
  void sessionIsLiveOnlyInItsGenerationOfAnActiveAccount() {
    add(row("a", miguel, NOW));
    add(row("b", susan, NOW));

    // Simulates a row that was added at the moment when the generation was raised.
    write(tx -> new RevokingAccountRows(tx).revokeAllTokens(miguel, 1));
    add(row("a", miguel, NOW));
    assertThat(findLive("a", NOW)).isEmpty();
    assertThat(live(miguel)).isEmpty();
    assertThat(findLive("b", NOW)).isPresent();
    write(tx -> new RevokingAccountRows(tx).changeState(susan, false));
    add(
        new SessionRow(
            "b",
            susan,
            2,
            "password",
            NOW,
            NOW,
            NOW.plusSeconds(9),
            "",
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));
    assertThat(findLive("b", NOW)).isEmpty();
  }

  @Test
  void raisingTheGenerationDeletesSessions() {
    for (Function<Transaction, Object> change :
        List.<Function<Transaction, Object>>of(
            tx -> new RevokingAccountRows(tx).changePassword(miguel, 1, "new"),
            tx -> new RevokingAccountRows(tx).revokeAllTokens(miguel, 2),
            tx -> new RevokingAccountRows(tx).changeState(miguel, false),
            tx -> new RevokingAccountRows(tx).changeState(miguel, true),
            tx -> new RevokingAccountRows(tx).close(miguel, 5, "miguel"))) {
      add(row("a", miguel, NOW));
      write(change);
      assertThat(end("a")).isEmpty();
    }
    add(row("a", susan, NOW));
    Optional<Account> late =
        write(tx -> new RevokingAccountRows(tx).changePassword(susan, 9, "late"));
    assertThat(late).isEmpty();
    assertThat(findLive("a", NOW)).as("nothing was changed").isPresent();
  }

  @Test
  void newestSessionsAreListedFirst() {
    add(row("old", miguel, NOW.minusSeconds(50)));
    add(row("new", miguel, NOW));
    add(row("older", miguel, NOW.minusSeconds(99)));
    add(row("ended", miguel, NOW.minusSeconds(100)));
    add(row("hers", susan, NOW));

    assertThat(live(miguel)).containsExactly("new", "old", "older");
    assertThat(live(susan)).containsExactly("hers");
  }

  @Test
  void oldestSessionsBeyondTheLimitAreRevokedExceptTheNewOne() {
    for (int i = 0; i < 6; i++) {
      add(row("s" + i, miguel, NOW.minusSeconds(i)));
    }
    add(row("ended", miguel, NOW.minusSeconds(100)));
    add(row("hers", susan, NOW.minusSeconds(50)));

    List<SessionRow> ended = endOldest(3);
    assertThat(ended).extracting(SessionRow::id).containsExactlyInAnyOrder("s3", "s4");
    assertThat(live(miguel)).containsExactly("s0", "s1", "s2", "s5");
    assertThat(live(susan)).containsExactly("hers");
    assertThat(endOldest(3)).isEmpty();
    assertThat(endOldest(0)).hasSize(3);
    assertThat(live(miguel)).containsExactly("s5");
  }

  @Test
  void expiredSessionsArePurgedInLimitedBatches() {
    for (int i = 0; i < 5; i++) {
      add(row("s" + i, miguel, NOW.minusSeconds(100 + i)));
    }
    add(row("live", miguel, NOW.minusSeconds(100).plusNanos(1_000)));

    assertThat(count(tx -> new SessionRows(tx).purge(NOW, 3))).isEqualTo(3);
    assertThat(end("s0")).as("the latest stays longest").isPresent();
    assertThat(count(tx -> new SessionRows(tx).purge(NOW, 3))).isEqualTo(1);
    assertThat(count(tx -> new SessionRows(tx).purge(NOW, 3))).isZero();
    assertThat(live(miguel)).containsExactly("live");
  }

  @Test
  void deletingASessionDeletesItsRefreshToken() {
    add(row("a", miguel, NOW));
    add(row("b", miguel, NOW.minusSeconds(100)));
    byte[] family = {1};
    byte[] other = {2};
    write(
        tx -> {
          new RefreshTokenRows(tx).add(family, "a", new byte[] {3});
          new RefreshTokenRows(tx).add(other, "b", new byte[] {4});
          return true;
        });

    end("a");
    write(tx -> new SessionRows(tx).purge(NOW, 1));
    assertThat(store.<Boolean>reading(tx -> new RefreshTokenRows(tx).find(family).isPresent()))
        .isFalse();
    assertThat(store.<Boolean>reading(tx -> new RefreshTokenRows(tx).find(other).isPresent()))
        .isFalse();
  }

  @Test
  void revocationLastsUntilTheLaterTime() {
    revoke("a", NOW.plusSeconds(10));
    revoke("a", NOW.plusSeconds(5));
    assertThat(revoked(NOW)).containsExactly(Map.entry("a", NOW.plusSeconds(10)));
    revoke("a", NOW.plusSeconds(20));
    revoke("b", NOW);

    assertThat(revoked(NOW)).containsExactly(Map.entry("a", NOW.plusSeconds(20)));
    assertThat(revoked(NOW.plusSeconds(20))).isEmpty();
    assertThat(isRevoked("a", NOW.plusSeconds(20).minusNanos(1_000))).isTrue();
    assertThat(isRevoked("a", NOW.plusSeconds(20))).isFalse();
    assertThat(isRevoked("c", NOW)).isFalse();
  }

  @Test
  void revocationsArePurgedAfterTheirTokensExpired() {
    revoke("a", NOW);
    revoke("b", NOW.minusSeconds(1));
    revoke("c", NOW.plusNanos(1_000));

    assertThat(count(tx -> new RevocationRows(tx).purge(NOW, 1))).isEqualTo(1);
    assertThat(isRevoked("a", NOW.minusSeconds(1))).as("the later one stays longer").isTrue();
    assertThat(count(tx -> new RevocationRows(tx).purge(NOW, 5))).isEqualTo(1);
    assertThat(count(tx -> new RevocationRows(tx).purge(NOW, 5))).isZero();
    assertThat(revoked(NOW)).containsOnlyKeys("c");
  }

  @Test
  void revocationsOfOneAccountAreCountedAndDeleted() {
    revoke("a", NOW);
    revoke("b", NOW);
    write(
        tx -> {
          new RevocationRows(tx).revokeSession("c", susan, NOW);
          return true;
        });

    assertThat(this.<Long>write(tx -> new RevocationRows(tx).count(miguel))).isEqualTo(2);
    List<String> forgotten = write(tx -> new RevocationRows(tx).delete(miguel));
    assertThat(forgotten).containsExactlyInAnyOrder("a", "b");
    assertThat(this.<Long>write(tx -> new RevocationRows(tx).count(miguel))).isZero();
    assertThat(revoked(NOW.minusSeconds(1))).containsOnlyKeys("c");
  }

  private void revoke(String id, Instant until) {
    write(
        tx -> {
          new RevocationRows(tx).revokeSession(id, miguel, until);
          return true;
        });
  }

  private boolean isRevoked(String id, Instant now) {
    return store.<Boolean>reading(tx -> new RevocationRows(tx).isRevoked(id, now));
  }

  private Map<String, Instant> revoked(Instant now) {
    return store.reading(tx -> new RevocationRows(tx).revokedSessions(now));
  }

  @Test
  void holdsAnAccountInItsGenerationWhileItIsActive() {
    assertThat(did(tx -> new AccountRows(tx).lock(miguel, 1))).isTrue();
    assertThat(did(tx -> new AccountRows(tx).lock(miguel, 2))).isFalse();
    write(tx -> new RevokingAccountRows(tx).changeState(miguel, false));
    assertThat(did(tx -> new AccountRows(tx).lock(miguel, 2))).isFalse();
    assertThat(did(tx -> new AccountRows(tx).lock(999, 1))).isFalse();
  }
}
