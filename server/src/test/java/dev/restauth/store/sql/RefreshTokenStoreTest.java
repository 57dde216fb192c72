package dev.restauth.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.account.RevokingAccountRows;
import dev.restauth.crypto.Sha256;
import dev.restauth.event.EventList;
import dev.restauth.session.Proofs;
import dev.restauth.session.RefreshTokenRows;
import dev.restauth.session.RefreshTokenRows.RefreshTokenRow;
import dev.restauth.session.RefreshTokens;
import dev.restauth.session.RefreshTokens.Outcome;
import dev.restauth.session.RevocationRows;
import dev.restauth.session.Revocations;
import dev.restauth.session.SessionPolicy;
import dev.restauth.session.SessionRow;
import dev.restauth.session.SessionRows;
import dev.restauth.session.Sessions;
import dev.restauth.session.Sessions.NewSession;
import dev.restauth.session.Sessions.Sender;
import dev.restauth.store.Store;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Families of refresh tokens, on SQLite and on a real PostgreSQL. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class RefreshTokenStoreTest {
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00.123456Z");
  private static final int AT_ONCE = 50;

  @Parameter TestDatabase kind;
  @TempDir Path folder;

  @AutoClose private Store store;

  @BeforeEach
  void open() throws SQLException {
    store = kind.fresh(folder).open();
    Optional<Account> made =
        store.inTransaction(tx -> new AccountRows(tx).create("miguel", "hash", NOW));
    assertThat(made).isPresent();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Begins a session with an id, and a token family with a name. */
  private void begin(String name) {
    store.<Boolean>inTransaction(
        tx -> {
          boolean added =
              new SessionRows(tx)
                  .add(
                      new SessionRow(
                          name,
                          1,
                          1,
                          "password",
                          NOW,
                          NOW,
                          NOW.plusSeconds(600),
                          "127.0.0.1",
                          Optional.empty(),
                          Optional.empty(),
                          Optional.empty()));
          new RefreshTokenRows(tx).add(bytes(name), name, bytes("first"));
          return added;
        });
  }

  private boolean rotate(String name, String from, String to, Instant at) {
    return store.<Boolean>inTransaction(
        tx ->
            new RefreshTokenRows(tx)
                .rotate(bytes(name), bytes(from), bytes(to), bytes("sealed " + to), at));
  }

  private Optional<RefreshTokenRow> find(String name) {
    return store.reading(tx -> new RefreshTokenRows(tx).find(bytes(name)));
  }

  @Test
  void familyBeginsWithItsFirstToken() {
    begin("a");

    RefreshTokenRow row = find("a").orElseThrow();
    assertThat(row.family()).isEqualTo(bytes("a"));
    assertThat(row.sessionId()).isEqualTo("a");
    assertThat(row.current()).isEqualTo(bytes("first"));
    assertThat(row.previous()).isEmpty();
    assertThat(row.rotatedAt()).isEmpty();
    assertThat(row.sealedCurrent()).isEmpty();
    assertThat(find("b")).isEmpty();
  }

  @Test
  void rotationReplacesTheCurrentToken() {
    begin("a");
    begin("b");
    assertThat(rotate("a", "first", "second", NOW)).isTrue();

    RefreshTokenRow row = find("a").orElseThrow();
    assertThat(row.current()).isEqualTo(bytes("second"));
    assertThat(row.previous()).hasValue(bytes("first"));
    assertThat(row.rotatedAt()).hasValue(NOW);
    assertThat(row.sealedCurrent()).hasValue(bytes("sealed second"));
    assertThat(find("b").orElseThrow().current()).isEqualTo(bytes("first"));
  }

  @Test
  void rotationOfAnOldTokenChangesNothing() {
    begin("a");
    assertThat(rotate("a", "first", "second", NOW)).isTrue();
    assertThat(rotate("a", "first", "third", NOW.plusSeconds(1))).isFalse();
    assertThat(rotate("b", "first", "second", NOW)).isFalse();

    RefreshTokenRow row = find("a").orElseThrow();
    assertThat(row.current()).isEqualTo(bytes("second"));
    assertThat(row.rotatedAt()).hasValue(NOW);
    assertThat(row.sealedCurrent()).hasValue(bytes("sealed second"));
  }

  @Test
  void onlyOneOfManyConcurrentRotationsSucceeds() throws Exception {
    begin("a");
    List<Boolean> won = atOnce(i -> rotate("a", "first", "next " + i, NOW));

    assertThat(won.stream().filter(each -> each)).hasSize(1);
    RefreshTokenRow row = find("a").orElseThrow();
    assertThat(row.current()).isEqualTo(bytes("next " + won.indexOf(true)));
    assertThat(row.previous()).hasValue(bytes("first"));
    assertThat(row.sealedCurrent()).hasValue(bytes("sealed next " + won.indexOf(true)));
  }

  @Test
  void sessionHasOneFamily() {
    begin("a");

    assertThatThrownBy(
            () ->
                store.<Boolean>inTransaction(
                    tx -> {
                      new RefreshTokenRows(tx).add(bytes("b"), "a", bytes("first"));
                      return true;
                    }))
        .isInstanceOf(RuntimeException.class);
    assertThat(find("b")).isEmpty();
  }

  @Test
  void revokingASessionDeletesItsFamily() {
    begin("a");
    begin("b");
    store.<Optional<SessionRow>>inTransaction(tx -> new SessionRows(tx).end("a"));
    assertThat(find("a")).isEmpty();
    assertThat(find("b")).isPresent();

    Optional<Account> changed =
        store.inTransaction(tx -> new RevokingAccountRows(tx).changePassword(1, 1, "new"));
    assertThat(changed).isPresent();
    assertThat(find("b")).isEmpty();
  }

  @Test
  void oldSealedSuccessorsArePurged() {
    begin("a");
    begin("b");
    begin("c");
    rotate("a", "first", "second", NOW.minusNanos(1_000));
    rotate("b", "first", "second", NOW);

    assertThat(store.<Integer>inTransaction(tx -> new RefreshTokenRows(tx).deleteSealed(NOW, 10)))
        .isEqualTo(1);
    assertThat(find("a").orElseThrow().sealedCurrent()).isEmpty();
    assertThat(find("a").orElseThrow().current()).isEqualTo(bytes("second"));
    assertThat(find("b").orElseThrow().sealedCurrent()).isPresent();
    assertThat(store.<Integer>inTransaction(tx -> new RefreshTokenRows(tx).deleteSealed(NOW, 10)))
        .isZero();
  }

  /**
   * On PostgreSQL, up to four of the refreshes run at the same time, and see each other's changes
   * only after the commit.
   */
  @Test
  void concurrentRefreshesGetTheSameSuccessor() throws Exception {
    Sessions sessions = sessions();
    RefreshTokens refreshTokens = new RefreshTokens(store, sessions, new EventList());
    Sender sender = new Sender("127.0.0.1", Optional.empty());
    for (int round = 0; round < 5; round++) {
      NewSession begun = sessions.begin(Proofs.password(1, 1), sender, true).orElseThrow();
      String first = begun.refreshToken().orElseThrow();
      List<Outcome> outcomes = atOnce(i -> refreshTokens.refresh(first, Optional.empty()));

      Set<String> successors = new HashSet<>();
      for (Outcome outcome : outcomes) {
        assertThat(outcome).isInstanceOf(Outcome.Refreshed.class);
        successors.add(((Outcome.Refreshed) outcome).next());
      }
      assertThat(successors).hasSize(1);
      assertThat(refreshTokens.refresh(successors.iterator().next(), Optional.empty()))
          .isInstanceOf(Outcome.Refreshed.class);
    }
  }

  /**
   * A slow client may send a token again after its successor was used. The session must then be
   * revoked, and only once.
   */
  @Test
  void tokenReuseRevokesTheWholeFamily() throws Exception {
    Sessions sessions = sessions();
    RefreshTokens refreshTokens = new RefreshTokens(store, sessions, new EventList());
    NewSession begun =
        sessions
            .begin(Proofs.password(1, 1), new Sender("127.0.0.1", Optional.empty()), true)
            .orElseThrow();
    String first = begun.refreshToken().orElseThrow();
    Outcome.Refreshed second = (Outcome.Refreshed) refreshTokens.refresh(first, Optional.empty());
    refreshTokens.refresh(second.next(), Optional.empty());

    List<Outcome> outcomes = atOnce(i -> refreshTokens.refresh(first, Optional.empty()));

    assertThat(outcomes.stream().filter(each -> each instanceof Outcome.Reused)).isNotEmpty();
    assertThat(outcomes.stream().filter(each -> each instanceof Outcome.Refreshed)).isEmpty();
    byte[] family = Sha256.of(first.substring(0, "restauth_rt_".length() + 22));
    Optional<RefreshTokenRow> left = store.reading(tx -> new RefreshTokenRows(tx).find(family));
    assertThat(left).isEmpty();
    assertThat(
            store.<Boolean>reading(
                tx -> new RevocationRows(tx).isRevoked(begun.session().id(), tx.now())))
        .isTrue();
  }

  private Sessions sessions() {
    return new Sessions(
        store,
        new Revocations(),
        new SessionPolicy(Duration.ofDays(30), Duration.ofDays(14), Duration.ofMinutes(10)),
        new EventList());
  }

  /** One of many calls that begin at the same moment. */
  private interface Attempt<T> {
    T make(int i);
  }

  private static <T> List<T> atOnce(Attempt<T> attempt) throws Exception {
    CountDownLatch begin = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<T>> futures = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        int number = i;
        Callable<T> work =
            () -> {
              begin.await();
              return attempt.make(number);
            };
        futures.add(threads.submit(work));
      }
      begin.countDown();
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get());
      }
      return results;
    }
  }
}
