package dev.restauth.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.SetClock;
import dev.restauth.account.AccountRows;
import dev.restauth.account.RevokingAccountRows;
import dev.restauth.assurance.Authentication;
import dev.restauth.assurance.Proof;
import dev.restauth.assurance.ProofMethod;
import dev.restauth.event.EventList;
import dev.restauth.event.EventType;
import dev.restauth.session.Sessions.AdoptedToken;
import dev.restauth.session.Sessions.EndOutcome;
import dev.restauth.session.Sessions.NewSession;
import dev.restauth.session.Sessions.Sender;
import dev.restauth.store.Store;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.store.Transaction;
import dev.restauth.store.sql.SqliteDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of a session, tested at each boundary with a set clock. */
class SessionLifeTest {
  private static final SessionPolicy POLICY =
      new SessionPolicy(Duration.ofDays(30), Duration.ofDays(14), Duration.ofMinutes(10));
  private static final Sender SENDER = new Sender("192.0.2.1", Optional.of("curl/8.14.1"));
  private static final Duration A_MICROSECOND = Duration.ofNanos(1_000);

  private final SetClock clock = new SetClock();
  private final Instant start = clock.instant();

  @TempDir Path folder;

  @AutoClose private Store store;
  private Revocations revocations;
  private Sessions sessions;
  private final List<Long> told = new ArrayList<>();
  private final EventList events = new EventList();

  @BeforeEach
  void open() {
    store = new SqliteDatabase(folder.resolve("restauth.sqlite"), clock).open();
    store.inTransaction(tx -> new AccountRows(tx).create("miguel", "hash", clock.instant()));
    store.inTransaction(tx -> new AccountRows(tx).create("susan", "hash", clock.instant()));
    restart(POLICY);
  }

  private void restart(SessionPolicy policy) {
    revocations = new Revocations();
    revocations.reload(store);
    sessions =
        new Sessions(
            CacheNotifications.of(store, revocations, told::add), revocations, policy, events);
  }

  private String begin() {
    return sessions.begin(Proofs.password(1, 1), SENDER, false).orElseThrow().session().id();
  }

  private Optional<LiveSession> renew(String id) {
    return sessions.renew(id, start);
  }

  private SessionRow row(String id) {
    Optional<SessionRow> row = store.reading(tx -> new SessionRows(tx).findLive(id, Instant.EPOCH));
    return row.orElseThrow();
  }

  private Map<String, Instant> revoked() {
    return store.reading(tx -> new RevocationRows(tx).revokedSessions(Instant.EPOCH));
  }

  @Test
  void isOneRow() {
    assertThat(row(begin()))
        .usingRecursiveComparison()
        .ignoringFields("id")
        .isEqualTo(
            new SessionRow(
                "",
                1,
                1,
                "password",
                start,
                start,
                start.plus(Duration.ofDays(14)),
                "192.0.2.1",
                Optional.of("curl/8.14.1"),
                Optional.empty(),
                Optional.empty()));
  }

  @Test
  void expiresFourteenDaysAfterTheLastRenewal() {
    String id = begin();
    clock.move(Duration.ofDays(14).minus(A_MICROSECOND));
    LiveSession renewed = renew(id).orElseThrow();
    assertThat(renewed.endsAt())
        .as("whole seconds")
        .isEqualTo(start.plus(Duration.ofDays(28)).minusSeconds(1));

    clock.move(Duration.ofDays(14).minusSeconds(1));
    assertThat(sessions.of(1)).hasSize(1);
    clock.move(A_MICROSECOND);
    assertThat(sessions.of(1)).isEmpty();
    assertThat(renew(id)).isEmpty();
  }

  @Test
  void expiresThirtyDaysAfterTheLogInHoweverOftenItIsRenewed() {
    String id = begin();
    for (int days = 10; days < 30; days += 10) {
      clock.move(Duration.ofDays(10));
      assertThat(renew(id)).isPresent();
    }
    assertThat(row(id).endsAt()).isEqualTo(start.plus(Duration.ofDays(30)));

    clock.move(Duration.ofDays(10).minus(A_MICROSECOND));
    assertThat(renew(id)).isPresent();
    clock.move(A_MICROSECOND);
    assertThat(renew(id)).isEmpty();
  }

  @Test
  void storesARenewalAtMostOnceAMinute() {
    String id = begin();
    clock.move(Duration.ofMinutes(1).minus(A_MICROSECOND));
    assertThat(renew(id)).isPresent();
    assertThat(row(id).renewedAt()).isEqualTo(start);

    clock.move(A_MICROSECOND);
    assertThat(renew(id)).isPresent();
    assertThat(row(id).renewedAt()).isEqualTo(clock.instant());
    assertThat(row(id).endsAt()).isEqualTo(clock.instant().plus(Duration.ofDays(14)));
    assertThat(row(id).authenticatedAt()).isEqualTo(start);
  }

  @Test
  void storesARenewalSoonerIfTheNextTokenWouldBeShortened() {
    restart(new SessionPolicy(Duration.ofDays(30), Duration.ofMinutes(10), Duration.ofMinutes(10)));
    String id = begin();
    clock.move(Duration.ofSeconds(1));

    assertThat(renew(id).orElseThrow().endsAt())
        .isEqualTo(clock.instant().plus(Duration.ofMinutes(10)));
  }

  @Test
  void lastsAsLongAsWasStoredIfTheStoreCannotBeWritten() {
    String id = begin();
    Sessions unwritable = new Sessions(new Unwritable(store), revocations, POLICY, new EventList());
    clock.move(Duration.ofDays(14).minus(A_MICROSECOND));
    assertThat(unwritable.renew(id, start).orElseThrow().endsAt())
        .isEqualTo(start.plus(Duration.ofDays(14)));
    assertThat(row(id).renewedAt()).isEqualTo(start);
    assertThatThrownBy(() -> unwritable.begin(Proofs.password(1, 1), SENDER, false))
        .isInstanceOf(StoreUnavailableException.class);

    clock.move(A_MICROSECOND);
    assertThat(unwritable.renew(id, start)).isEmpty();
  }

  /** A store that cannot be written, like a store on a full disk. */
  private record Unwritable(Store store) implements Store {
    @Override
    public <T> T inTransaction(Function<Transaction, T> work) {
      throw new StoreUnavailableException("on purpose");
    }

    @Override
    public <T> T reading(Function<Transaction, T> work) {
      return store.reading(work);
    }

    @Override
    public void confirmInPlace() {}

    @Override
    public void close() {}
  }

  @Test
  void isReadFromTheStoreAndNotCached() {
    String id = begin();
    assertThat(renew(id)).isPresent();
    store.inTransaction(tx -> new RevokingAccountRows(tx).revokeAllTokens(1, 1));
    assertThat(renew(id)).isEmpty();

    String next = sessions.begin(Proofs.password(1, 2), SENDER, false).orElseThrow().session().id();
    store.inTransaction(tx -> new SessionRows(tx).end(next));
    assertThat(renew(next)).isEmpty();
  }

  @Test
  void endsSoonerIfTheOperatorShortensSessions() {
    String old = begin();
    clock.move(Duration.ofDays(2));
    String idle = begin();
    clock.move(Duration.ofHours(1));
    restart(new SessionPolicy(Duration.ofDays(2), Duration.ofHours(1), Duration.ofMinutes(10)));

    assertThat(renew(old)).isEmpty();
    assertThat(renew(idle)).isEmpty();
    assertThat(sessions.of(1)).isEmpty();
    restart(new SessionPolicy(Duration.ofDays(3), Duration.ofDays(3), Duration.ofMinutes(10)));
    assertThat(sessions.of(1)).hasSize(2);
  }

  @Test
  void beginsOnlyInTheGenerationThatTheProofBelongsTo() {
    store.inTransaction(tx -> new RevokingAccountRows(tx).revokeAllTokens(1, 1));
    assertThat(sessions.begin(Proofs.password(1, 1), SENDER, false)).isEmpty();
    assertThat(sessions.preview().begin(Proofs.password(1, 1), SENDER, false)).isEmpty();
    assertThat(sessions.begin(Proofs.password(1, 2), SENDER, false)).isPresent();
    store.inTransaction(tx -> new RevokingAccountRows(tx).changeState(1, false));
    assertThat(sessions.begin(Proofs.password(1, 3), SENDER, false)).isEmpty();
    assertThat(sessions.preview().begin(Proofs.password(1, 3), SENDER, false)).isEmpty();
  }

  @Test
  void oldestIsEndedIfAnAccountHasMoreThanAHundred() {
    String oldest = begin();
    String hers = sessions.begin(Proofs.password(2, 1), SENDER, false).orElseThrow().session().id();
    clock.move(Duration.ofSeconds(1));
    for (int i = 1; i < 100; i++) {
      begin();
    }
    assertThat(sessions.of(1)).hasSize(100);
    assertThat(revoked()).isEmpty();

    // the clock was set back, so the newest session looks like the oldest
    clock.move(Duration.ofHours(-1));
    String newest = begin();
    assertThat(sessions.of(1)).hasSize(100);
    assertThat(renew(newest)).isPresent();
    assertThat(renew(oldest)).isEmpty();
    assertThat(revocations.contains(oldest)).isTrue();
    assertThat(revoked()).containsOnlyKeys(oldest);
    assertThat(renew(hers)).isPresent();
  }

  @Test
  void onlyLiveSessionsCountForTheLimit() {
    for (int i = 0; i < 100; i++) {
      begin();
    }
    clock.move(Duration.ofDays(14));
    begin();
    assertThat(sessions.of(1)).hasSize(1);
    assertThat(revoked()).as("they have ended by themselves").isEmpty();
  }

  @Test
  void isRevokedUntilTheLastOfItsTokensHasExpired() {
    String id = begin();
    clock.move(Duration.ofMinutes(5));
    assertThat(sessions.logOut(1, 1, id, Optional.empty(), Optional.empty()))
        .isEqualTo(EndOutcome.ENDED);

    Instant lastToken = clock.instant().plus(Duration.ofMinutes(10));
    assertThat(revoked()).containsExactly(Map.entry(id, lastToken.plusSeconds(60)));
    clock.move(Duration.ofMinutes(11).minus(A_MICROSECOND));
    assertForgotten(id, false);
    clock.move(A_MICROSECOND);
    assertForgotten(id, true);
  }

  private void assertForgotten(String id, boolean forgotten) {
    assertThat(new ExpiryPurge(store, revocations).purgeRevocations()).isFalse();
    assertThat(revocations.contains(id)).isNotEqualTo(forgotten);
    assertThat(revoked().containsKey(id)).isNotEqualTo(forgotten);
  }

  @Test
  void isRevokedForLongerIfTokensWereValidForLonger() {
    restart(
        new SessionPolicy(
            Duration.ofDays(30),
            Duration.ofDays(14),
            Duration.ofMinutes(10),
            () -> Duration.ofHours(1)));
    String id = begin();
    sessions.end(id, Optional.empty());

    assertThat(revoked().get(id)).isEqualTo(start.plus(Duration.ofMinutes(61)));
  }

  @Test
  void raisesTheGenerationIfThereAreTooManyRevocations() {
    String live = begin();
    String ended = begin();
    sessions.end(ended, Optional.empty());
    for (int i = 1; i < SessionRevoker.KEPT_AT_MOST; i++) {
      revokeAnother(i);
    }
    for (int i = 2; i < Revocations.FULL; i++) {
      revocations.add("another" + i, clock.instant().plusSeconds(60));
    }
    assertThat(renew(begin())).as("there is room for one more").isPresent();
    revocations.add("the last", clock.instant().plusSeconds(60));
    NewSession susans = sessions.begin(Proofs.password(2, 1), SENDER, false).orElseThrow();
    assertThat(susans.session().generation()).as("of her account there are none").isEqualTo(1);

    NewSession begun = sessions.begin(Proofs.password(1, 1), SENDER, true).orElseThrow();

    assertThat(begun.session().generation()).isEqualTo(2);
    assertThat(events.all())
        .filteredOn(event -> event.type() == EventType.USER_SESSIONS_ENDED)
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.account()).contains(1L);
              assertThat(event.session()).contains(begun.session().id());
            });
    assertThat(renew(begun.session().id())).isPresent();
    assertThat(renew(live)).isEmpty();
    assertThat(told).containsExactly(1L);
    assertThat(revoked()).isEmpty();
    assertThat(revocations.contains(ended)).as("its generation is over").isFalse();
    assertThat(sessions.begin(Proofs.password(1, 1), SENDER, false))
        .as("proved in the old generation")
        .isEmpty();
  }

  private void revokeAnother(int number) {
    store.inTransaction(
        tx -> {
          new RevocationRows(tx)
              .revokeSession("another" + number, 1, clock.instant().plusSeconds(60));
          return true;
        });
  }

  @Test
  void isEndedOnce() {
    String id = begin();
    assertThat(sessions.logOut(1, 1, id, Optional.empty(), Optional.empty()))
        .isEqualTo(EndOutcome.ENDED);
    assertThat(sessions.logOut(1, 1, id, Optional.empty(), Optional.empty()))
        .isEqualTo(EndOutcome.TOO_LATE);
    assertThat(sessions.endOne(1, 1, id, Optional.empty())).isEqualTo(EndOutcome.UNKNOWN);
    assertThat(sessions.endOthers(1, 1, id, Optional.empty())).isEqualTo(EndOutcome.TOO_LATE);

    String other = begin();
    store.inTransaction(tx -> new RevokingAccountRows(tx).revokeAllTokens(1, 1));
    assertThat(sessions.logOut(1, 1, other, Optional.empty(), Optional.empty()))
        .isEqualTo(EndOutcome.TOO_LATE);
    assertThat(sessions.endOne(1, 1, other, Optional.empty())).isEqualTo(EndOutcome.TOO_LATE);
    assertThat(sessions.endOthers(1, 1, other, Optional.empty())).isEqualTo(EndOutcome.TOO_LATE);
  }

  @Test
  void isRevokedOnlyByItsOwner() {
    String id = begin();
    assertThat(sessions.endOne(2, 1, id, Optional.empty())).isEqualTo(EndOutcome.UNKNOWN);
    assertThat(sessions.endOthers(2, 1, "x", Optional.empty())).isEqualTo(EndOutcome.ENDED);
    assertThat(renew(id)).isPresent();
    assertThat(revoked()).isEmpty();
    assertThat(sessions.endOne(1, 1, id, Optional.empty())).isEqualTo(EndOutcome.ENDED);
    assertThat(renew(id)).isEmpty();
  }

  @Test
  void storesHowAndWhenTheUserLoggedIn() {
    restart(new SessionPolicy(Duration.ofDays(10), Duration.ofDays(14), Duration.ofMinutes(10)));
    Instant earlier = start.minusSeconds(90);
    Authentication both =
        Proofs.of(
            1,
            1,
            new Proof(ProofMethod.PASSWORD, earlier.minusSeconds(30)),
            new Proof(ProofMethod.TOTP, earlier));
    for (TokenSessions from : new TokenSessions[] {sessions, sessions.preview()}) {
      LiveSession session = from.begin(both, SENDER, false).orElseThrow().session();
      assertThat(session.method()).isEqualTo("password totp");
      assertThat(session.authenticatedAt()).isEqualTo(earlier);
      assertThat(session.endsAt()).isEqualTo(earlier.plus(Duration.ofDays(10)));
    }
    Authentication later = Proofs.of(1, 1, new Proof(ProofMethod.PASSWORD, start.plusSeconds(5)));
    assertThat(sessions.begin(later, SENDER, false).orElseThrow().session().authenticatedAt())
        .as("by a clock that is ahead")
        .isEqualTo(start);
  }

  @Test
  void sessionOfAnAdoptedTokenIsRevokedForAsLongAsThatTokenLasts() {
    Instant farAway = start.plus(Duration.ofDays(400));
    AdoptedToken token = new AdoptedToken("the-session-of-an-old1", start, farAway);
    AdoptedToken never = new AdoptedToken("the-session-of-an-old2", start, farAway);
    LiveSession exchanged = sessions.exchange(1, 1, token, SENDER).orElseThrow();
    assertThat(exchanged.method()).isEqualTo("adopted-token");
    assertThat(row(exchanged.id()).adoptedUntil()).contains(farAway);

    // The caller of end() does not know when the adopted token expires, so the server must find
    // that time in the session's row.
    sessions.end(token.sessionId(), Optional.empty());
    sessions.logOut(1, 1, never.sessionId(), Optional.of(farAway), Optional.empty());
    assertThat(revoked())
        .containsOnly(Map.entry(token.sessionId(), farAway), Map.entry(never.sessionId(), farAway));
    restart(POLICY);
    for (AdoptedToken revoked : new AdoptedToken[] {token, never}) {
      assertThat(revocations.contains(revoked.sessionId())).isTrue();
      assertThat(sessions.exchange(1, 1, revoked, SENDER)).isEmpty();
      assertThat(sessions.preview().exchange(1, 1, revoked, SENDER)).isEmpty();
    }
  }

  @Test
  void anExchangeAfterItsExpiryBeginsANewSessionOfAnAdoptedToken() {
    AdoptedToken token =
        new AdoptedToken("the-session-of-an-old1", start, start.plus(Duration.ofDays(400)));
    sessions.exchange(1, 1, token, SENDER);
    clock.move(Duration.ofSeconds(59));
    sessions.exchange(1, 1, token, new Sender("192.0.2.2", Optional.empty()));
    assertThat(row(token.sessionId()).renewedAt()).as("noted once a minute").isEqualTo(start);

    clock.move(Duration.ofDays(40));
    LiveSession again = sessions.exchange(1, 1, token, SENDER).orElseThrow();
    Instant began = clock.instant().minus(Duration.ofDays(30)).plus(Duration.ofMinutes(10));
    assertThat(again.authenticatedAt()).isEqualTo(began);
    assertThat(again.endsAt()).isEqualTo(clock.instant().plus(Duration.ofMinutes(10)));
    assertThat(revoked()).isEmpty();
  }

  @Test
  void isNotChangedByAPreview() {
    String id = begin();
    clock.move(Duration.ofHours(1));
    AdoptedToken token = new AdoptedToken("the-session-of-an-old1", start, start.plusSeconds(7200));
    TokenSessions preview = sessions.preview();

    assertThat(preview.begin(Proofs.password(1, 1), SENDER, true).orElseThrow().refreshToken())
        .isPresent();
    assertThat(preview.exchange(1, 1, token, SENDER)).isPresent();
    assertThat(preview.renew(id, start).orElseThrow().endsAt())
        .isEqualTo(clock.instant().plus(Duration.ofDays(14)));
    assertThat(preview.renew("unknown", start)).isEmpty();
    assertThat(sessions.of(1)).hasSize(1);
    assertThat(row(id).renewedAt()).isEqualTo(start);
  }

  @Test
  void isPurgedInBatchesOnceItHasExpired() {
    SessionRow begun = row(begin());
    for (int i = 1; i < 600; i++) {
      SessionRow another =
          new SessionRow(
              "s" + i,
              2,
              1,
              begun.method(),
              begun.authenticatedAt(),
              begun.renewedAt(),
              begun.endsAt(),
              begun.address(),
              begun.userAgent(),
              begun.adoptedUntil(),
              Optional.empty());
      store.<Boolean>inTransaction(tx -> new SessionRows(tx).add(another));
    }
    ExpiryPurge purge = new ExpiryPurge(store, revocations);
    clock.move(Duration.ofDays(14).minus(A_MICROSECOND));
    assertThat(purge.purgeSessions()).isFalse();
    assertThat(sessions.of(2)).hasSize(599);

    clock.move(A_MICROSECOND);
    assertThat(purge.purgeSessions()).as("there are more").isTrue();
    assertThat(purge.purgeSessions()).isFalse();
    assertThat(store.<Integer>inTransaction(tx -> new SessionRows(tx).purge(clock.instant(), 1)))
        .isZero();
  }
}
