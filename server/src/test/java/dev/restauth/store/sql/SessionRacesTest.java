package dev.restauth.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.account.AccountRows;
import dev.restauth.account.RevokingAccountRows;
import dev.restauth.event.EventList;
import dev.restauth.session.Proofs;
import dev.restauth.session.RefreshTokens;
import dev.restauth.session.RevocationRows;
import dev.restauth.session.Revocations;
import dev.restauth.session.SessionPolicy;
import dev.restauth.session.SessionRow;
import dev.restauth.session.SessionRows;
import dev.restauth.session.Sessions;
import dev.restauth.session.Sessions.AdoptedToken;
import dev.restauth.session.Sessions.EndOutcome;
import dev.restauth.session.Sessions.NewSession;
import dev.restauth.session.Sessions.Sender;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Sessions that are begun, refreshed and revoked at the same moment on two servers (nodes) with one
 * database.
 */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class SessionRacesTest {
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00.123456Z");
  private static final Sender SENDER = new Sender("192.0.2.1", Optional.empty());

  @Parameter TestDatabase kind;
  @TempDir Path folder;

  private Store store;

  /**
   * The store of another node on the same database. The tests need two, because one store may put
   * concurrent writes into one transaction.
   */
  private Store node;

  private long miguel;

  @BeforeEach
  void open() throws SQLException {
    Database database = kind.fresh(folder);
    store = database.open();
    node = database.open();
    miguel = make("miguel");
  }

  @AfterEach
  void close() {
    node.close();
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
    assertThat(store.<Boolean>inTransaction(tx -> new SessionRows(tx).add(row))).isTrue();
  }

  private <T> T write(Function<Transaction, T> work) {
    return store.inTransaction(work);
  }

  private boolean isRevoked(String id, Instant now) {
    return store.<Boolean>reading(tx -> new RevocationRows(tx).isRevoked(id, now));
  }

  @Test
  void onlyOneOfTwoLogOutsEndsTheSession() {
    for (int i = 0; i < 20; i++) {
      add(row("s" + i, miguel, NOW));
      String id = "s" + i;
      List<Optional<SessionRow>> ended =
          together(
              2, who -> (who == 0 ? store : node).inTransaction(tx -> new SessionRows(tx).end(id)));
      assertThat(ended.stream().filter(Optional::isPresent)).hasSize(1);
    }
  }

  /** Returns the sessions on two nodes. */
  private List<Sessions> sessions() {
    SessionPolicy policy =
        new SessionPolicy(Duration.ofDays(30), Duration.ofDays(14), Duration.ofMinutes(10));
    return List.of(
        new Sessions(store, new Revocations(), policy, new EventList()),
        new Sessions(node, new Revocations(), policy, new EventList()));
  }

  @Test
  void concurrentLogInsKeepTheSessionLimit() {
    List<Sessions> sessions = sessions();
    for (int i = 0; i < 90; i++) {
      sessions.getFirst().begin(Proofs.password(miguel, 1), SENDER, false);
    }
    together(
        64,
        i -> sessions.get(i % 2).begin(Proofs.password(miguel, 1), SENDER, false).orElseThrow());

    assertThat(sessions.getFirst().of(miguel)).hasSize(100);
    assertThat(
            store.<Map<String, Instant>>reading(
                tx -> new RevocationRows(tx).revokedSessions(tx.now())))
        .hasSize(54);
  }

  /**
   * Two log-ins at the same moment could both revoke the same oldest session, so that one session
   * too many remains.
   */
  @Test
  void concurrentLogInsOnTwoNodesKeepTheSessionLimit() {
    List<Sessions> sessions = sessions();
    for (int i = 0; i < 100; i++) {
      sessions.getFirst().begin(Proofs.password(miguel, 1), SENDER, false);
    }
    for (int round = 0; round < 30; round++) {
      together(
          2, i -> sessions.get(i).begin(Proofs.password(miguel, 1), SENDER, false).orElseThrow());
      assertThat(sessions.getFirst().of(miguel)).hasSize(100);
    }
  }

  @Test
  void logInWithARevokedGenerationBeginsNoSession() {
    List<Sessions> sessions = sessions();
    for (long round = 1; round <= 10; round++) {
      long generation = round;
      together(
          8,
          i ->
              i == 0
                  ? write(tx -> new RevokingAccountRows(tx).revokeAllTokens(miguel, generation))
                      .isPresent()
                  : sessions
                      .get(i % 2)
                      .begin(Proofs.password(miguel, generation), SENDER, false)
                      .isPresent());
      assertThat(sessions.getFirst().of(miguel)).isEmpty();
      assertThat(sessions.getFirst().begin(Proofs.password(miguel, generation), SENDER, false))
          .isEmpty();
    }
  }

  @Test
  void adoptedTokenOfALoggedOutSessionIsNeverTraded() {
    List<Sessions> sessions = sessions();
    Instant later = Instant.now().plus(Duration.ofDays(1000));
    for (int round = 0; round < 20; round++) {
      AdoptedToken token =
          new AdoptedToken("adopted-session-id-" + (100 + round), Instant.now(), later);
      List<Object> outcomes =
          together(
              8,
              i ->
                  i % 4 == 0
                      ? sessions
                          .get(i / 4)
                          .logOut(
                              miguel, 1, token.sessionId(), Optional.of(later), Optional.empty())
                      : sessions.get(i % 2).exchange(miguel, 1, token, SENDER));
      assertThat(Collections.frequency(outcomes, EndOutcome.ENDED)).isEqualTo(1);
      assertThat(Collections.frequency(outcomes, EndOutcome.TOO_LATE)).isEqualTo(1);
      assertThat(sessions.getFirst().of(miguel)).isEmpty();
      assertThat(sessions.getLast().exchange(miguel, 1, token, SENDER)).isEmpty();
      assertThat(isRevoked(token.sessionId(), later.minusSeconds(1))).isTrue();
    }
  }

  @Test
  void refreshDuringLogOutIsNotTreatedAsTheft() {
    List<Sessions> sessions = sessions();
    RefreshTokens refreshTokens = new RefreshTokens(node, sessions.getLast(), new EventList());
    for (int round = 0; round < 200; round++) {
      NewSession begun =
          sessions.getFirst().begin(Proofs.password(miguel, 1), SENDER, true).orElseThrow();
      String id = begun.session().id();
      String token = begun.refreshToken().orElseThrow();
      List<Object> outcomes =
          together(
              2,
              i ->
                  i == 0
                      ? sessions
                          .getFirst()
                          .logOut(miguel, 1, id, Optional.empty(), Optional.empty())
                      : refreshTokens.refresh(token, Optional.empty()));
      assertThat(outcomes).first().isEqualTo(EndOutcome.ENDED);
      assertThat(outcomes).noneMatch(each -> each instanceof RefreshTokens.Outcome.Reused);
    }
  }

  private interface Part<T> {
    T of(int i);
  }

  private static <T> List<T> together(int count, Part<T> part) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<T>> all =
          IntStream.range(0, count)
              .mapToObj(i -> threads.submit((Callable<T>) () -> part.of(i)))
              .toList();
      return all.stream().map(SessionRacesTest::value).toList();
    }
  }

  private static <T> T value(Future<T> future) {
    try {
      return future.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }
}
