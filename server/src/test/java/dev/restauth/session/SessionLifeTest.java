package dev.restauth.session;

import static dev.restauth.session.SessionScene.A_MICROSECOND;
import static dev.restauth.session.SessionScene.POLICY;
import static dev.restauth.session.SessionScene.SENDER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.SetClock;
import dev.restauth.account.RevokingAccountRows;
import dev.restauth.assurance.Authentication;
import dev.restauth.assurance.Proof;
import dev.restauth.assurance.ProofMethod;
import dev.restauth.event.EventList;
import dev.restauth.session.Sessions.AdoptedToken;
import dev.restauth.session.Sessions.Sender;
import dev.restauth.store.Store;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.store.Transaction;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of a session, tested at each boundary with a set clock. */
class SessionLifeTest {
  private final SetClock clock = new SetClock();
  private final Instant start = clock.instant();

  @TempDir Path folder;

  @AutoClose private SessionScene scene;

  @BeforeEach
  void open() {
    scene = new SessionScene(folder, clock);
  }

  @Test
  void isOneRow() {
    assertThat(scene.row(scene.begin()))
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
    String id = scene.begin();
    clock.move(Duration.ofDays(14).minus(A_MICROSECOND));
    LiveSession renewed = scene.renew(id).orElseThrow();
    assertThat(renewed.endsAt())
        .as("whole seconds")
        .isEqualTo(start.plus(Duration.ofDays(28)).minusSeconds(1));

    clock.move(Duration.ofDays(14).minusSeconds(1));
    assertThat(scene.sessions().of(1)).hasSize(1);
    clock.move(A_MICROSECOND);
    assertThat(scene.sessions().of(1)).isEmpty();
    assertThat(scene.renew(id)).isEmpty();
  }

  @Test
  void expiresThirtyDaysAfterTheLogInHoweverOftenItIsRenewed() {
    String id = scene.begin();
    for (int days = 10; days < 30; days += 10) {
      clock.move(Duration.ofDays(10));
      assertThat(scene.renew(id)).isPresent();
    }
    assertThat(scene.row(id).endsAt()).isEqualTo(start.plus(Duration.ofDays(30)));

    clock.move(Duration.ofDays(10).minus(A_MICROSECOND));
    assertThat(scene.renew(id)).isPresent();
    clock.move(A_MICROSECOND);
    assertThat(scene.renew(id)).isEmpty();
  }

  @Test
  void storesARenewalAtMostOnceAMinute() {
    String id = scene.begin();
    clock.move(Duration.ofMinutes(1).minus(A_MICROSECOND));
    assertThat(scene.renew(id)).isPresent();
    assertThat(scene.row(id).renewedAt()).isEqualTo(start);

    clock.move(A_MICROSECOND);
    assertThat(scene.renew(id)).isPresent();
    assertThat(scene.row(id).renewedAt()).isEqualTo(clock.instant());
    assertThat(scene.row(id).endsAt()).isEqualTo(clock.instant().plus(Duration.ofDays(14)));
    assertThat(scene.row(id).authenticatedAt()).isEqualTo(start);
  }

  @Test
  void storesARenewalSoonerIfTheNextTokenWouldBeShortened() {
    scene.restart(
        new SessionPolicy(Duration.ofDays(30), Duration.ofMinutes(10), Duration.ofMinutes(10)));
    String id = scene.begin();
    clock.move(Duration.ofSeconds(1));

    assertThat(scene.renew(id).orElseThrow().endsAt())
        .isEqualTo(clock.instant().plus(Duration.ofMinutes(10)));
  }

  @Test
  void lastsAsLongAsWasStoredIfTheStoreCannotBeWritten() {
    String id = scene.begin();
    Sessions unwritable =
        new Sessions(new Unwritable(scene.store()), scene.revocations(), POLICY, new EventList());
    clock.move(Duration.ofDays(14).minus(A_MICROSECOND));
    assertThat(unwritable.renew(id, start).orElseThrow().endsAt())
        .isEqualTo(start.plus(Duration.ofDays(14)));
    assertThat(scene.row(id).renewedAt()).isEqualTo(start);
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
    String id = scene.begin();
    assertThat(scene.renew(id)).isPresent();
    scene.store().inTransaction(tx -> new RevokingAccountRows(tx).revokeAllTokens(1, 1));
    assertThat(scene.renew(id)).isEmpty();

    String next =
        scene.sessions().begin(Proofs.password(1, 2), SENDER, false).orElseThrow().session().id();
    scene.store().inTransaction(tx -> new SessionRows(tx).end(next));
    assertThat(scene.renew(next)).isEmpty();
  }

  @Test
  void endsSoonerIfTheOperatorShortensSessions() {
    String old = scene.begin();
    clock.move(Duration.ofDays(2));
    String idle = scene.begin();
    clock.move(Duration.ofHours(1));
    scene.restart(
        new SessionPolicy(Duration.ofDays(2), Duration.ofHours(1), Duration.ofMinutes(10)));

    assertThat(scene.renew(old)).isEmpty();
    assertThat(scene.renew(idle)).isEmpty();
    assertThat(scene.sessions().of(1)).isEmpty();
    scene.restart(
        new SessionPolicy(Duration.ofDays(3), Duration.ofDays(3), Duration.ofMinutes(10)));
    assertThat(scene.sessions().of(1)).hasSize(2);
  }

  @Test
  void beginsOnlyInTheGenerationThatTheProofBelongsTo() {
    scene.store().inTransaction(tx -> new RevokingAccountRows(tx).revokeAllTokens(1, 1));
    assertThat(scene.sessions().begin(Proofs.password(1, 1), SENDER, false)).isEmpty();
    assertThat(scene.sessions().preview().begin(Proofs.password(1, 1), SENDER, false)).isEmpty();
    assertThat(scene.sessions().begin(Proofs.password(1, 2), SENDER, false)).isPresent();
    scene.store().inTransaction(tx -> new RevokingAccountRows(tx).changeState(1, false));
    assertThat(scene.sessions().begin(Proofs.password(1, 3), SENDER, false)).isEmpty();
    assertThat(scene.sessions().preview().begin(Proofs.password(1, 3), SENDER, false)).isEmpty();
  }

  @Test
  void oldestIsEndedIfAnAccountHasMoreThanAHundred() {
    String oldest = scene.begin();
    String hers =
        scene.sessions().begin(Proofs.password(2, 1), SENDER, false).orElseThrow().session().id();
    clock.move(Duration.ofSeconds(1));
    for (int i = 1; i < 100; i++) {
      scene.begin();
    }
    assertThat(scene.sessions().of(1)).hasSize(100);
    assertThat(scene.revoked()).isEmpty();

    // The clock is set back, so the newest session looks like the oldest.
    clock.move(Duration.ofHours(-1));
    String newest = scene.begin();
    assertThat(scene.sessions().of(1)).hasSize(100);
    assertThat(scene.renew(newest)).isPresent();
    assertThat(scene.renew(oldest)).isEmpty();
    assertThat(scene.revocations().contains(oldest)).isTrue();
    assertThat(scene.revoked()).containsOnlyKeys(oldest);
    assertThat(scene.renew(hers)).isPresent();
  }

  @Test
  void onlyLiveSessionsCountForTheLimit() {
    for (int i = 0; i < 100; i++) {
      scene.begin();
    }
    clock.move(Duration.ofDays(14));
    scene.begin();
    assertThat(scene.sessions().of(1)).hasSize(1);
    assertThat(scene.revoked()).as("they have ended by themselves").isEmpty();
  }

  @Test
  void storesHowAndWhenTheUserLoggedIn() {
    scene.restart(
        new SessionPolicy(Duration.ofDays(10), Duration.ofDays(14), Duration.ofMinutes(10)));
    Instant earlier = start.minusSeconds(90);
    Authentication both =
        Proofs.of(
            1,
            1,
            new Proof(ProofMethod.PASSWORD, earlier.minusSeconds(30)),
            new Proof(ProofMethod.TOTP, earlier));
    for (TokenSessions from : new TokenSessions[] {scene.sessions(), scene.sessions().preview()}) {
      LiveSession session = from.begin(both, SENDER, false).orElseThrow().session();
      assertThat(session.method()).isEqualTo("password totp");
      assertThat(session.authenticatedAt()).isEqualTo(earlier);
      assertThat(session.endsAt()).isEqualTo(earlier.plus(Duration.ofDays(10)));
    }
    Authentication later = Proofs.of(1, 1, new Proof(ProofMethod.PASSWORD, start.plusSeconds(5)));
    assertThat(
            scene.sessions().begin(later, SENDER, false).orElseThrow().session().authenticatedAt())
        .as("by a clock that is ahead")
        .isEqualTo(start);
  }

  @Test
  void anExchangeAfterItsExpiryBeginsANewSessionOfAnAdoptedToken() {
    AdoptedToken token =
        new AdoptedToken("the-session-of-an-old1", start, start.plus(Duration.ofDays(400)));
    scene.sessions().exchange(1, 1, token, SENDER);
    clock.move(Duration.ofSeconds(59));
    scene.sessions().exchange(1, 1, token, new Sender("192.0.2.2", Optional.empty()));
    assertThat(scene.row(token.sessionId()).renewedAt()).as("noted once a minute").isEqualTo(start);

    clock.move(Duration.ofDays(40));
    LiveSession again = scene.sessions().exchange(1, 1, token, SENDER).orElseThrow();
    Instant began = clock.instant().minus(Duration.ofDays(30)).plus(Duration.ofMinutes(10));
    assertThat(again.authenticatedAt()).isEqualTo(began);
    assertThat(again.endsAt()).isEqualTo(clock.instant().plus(Duration.ofMinutes(10)));
    assertThat(scene.revoked()).isEmpty();
  }

  @Test
  void isNotChangedByAPreview() {
    String id = scene.begin();
    clock.move(Duration.ofHours(1));
    AdoptedToken token = new AdoptedToken("the-session-of-an-old1", start, start.plusSeconds(7200));
    TokenSessions preview = scene.sessions().preview();

    assertThat(preview.begin(Proofs.password(1, 1), SENDER, true).orElseThrow().refreshToken())
        .isPresent();
    assertThat(preview.exchange(1, 1, token, SENDER)).isPresent();
    assertThat(preview.renew(id, start).orElseThrow().endsAt())
        .isEqualTo(clock.instant().plus(Duration.ofDays(14)));
    assertThat(preview.renew("unknown", start)).isEmpty();
    assertThat(scene.sessions().of(1)).hasSize(1);
    assertThat(scene.row(id).renewedAt()).isEqualTo(start);
  }

  @Test
  void isPurgedInBatchesOnceItHasExpired() {
    SessionRow begun = scene.row(scene.begin());
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
      scene.store().<Boolean>inTransaction(tx -> new SessionRows(tx).add(another));
    }
    ExpiryPurge purge = new ExpiryPurge(scene.store(), scene.revocations());
    clock.move(Duration.ofDays(14).minus(A_MICROSECOND));
    assertThat(purge.purgeSessions()).isFalse();
    assertThat(scene.sessions().of(2)).hasSize(599);

    clock.move(A_MICROSECOND);
    assertThat(purge.purgeSessions()).as("there are more").isTrue();
    assertThat(purge.purgeSessions()).isFalse();
    assertThat(
            scene
                .store()
                .<Integer>inTransaction(tx -> new SessionRows(tx).purge(clock.instant(), 1)))
        .isZero();
  }
}
