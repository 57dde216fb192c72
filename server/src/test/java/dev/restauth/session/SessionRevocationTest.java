package dev.restauth.session;

import static dev.restauth.session.SessionScene.A_MICROSECOND;
import static dev.restauth.session.SessionScene.POLICY;
import static dev.restauth.session.SessionScene.SENDER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.account.RevokingAccountRows;
import dev.restauth.event.EventType;
import dev.restauth.session.Sessions.AdoptedToken;
import dev.restauth.session.Sessions.EndOutcome;
import dev.restauth.session.Sessions.NewSession;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The end of a session, and the time for which its tokens stay revoked. */
class SessionRevocationTest {
  private final SetClock clock = new SetClock();
  private final Instant start = clock.instant();

  @TempDir Path folder;

  @AutoClose private SessionScene scene;

  @BeforeEach
  void open() {
    scene = new SessionScene(folder, clock);
  }

  @Test
  void isRevokedUntilTheLastOfItsTokensHasExpired() {
    String id = scene.begin();
    clock.move(Duration.ofMinutes(5));
    assertThat(scene.sessions().logOut(1, 1, id, Optional.empty(), Optional.empty()))
        .isEqualTo(EndOutcome.ENDED);

    Instant lastToken = clock.instant().plus(Duration.ofMinutes(10));
    assertThat(scene.revoked()).containsExactly(Map.entry(id, lastToken.plusSeconds(60)));
    clock.move(Duration.ofMinutes(11).minus(A_MICROSECOND));
    assertForgotten(id, false);
    clock.move(A_MICROSECOND);
    assertForgotten(id, true);
  }

  private void assertForgotten(String id, boolean forgotten) {
    assertThat(new ExpiryPurge(scene.store(), scene.revocations()).purgeRevocations()).isFalse();
    assertThat(scene.revocations().contains(id)).isNotEqualTo(forgotten);
    assertThat(scene.revoked().containsKey(id)).isNotEqualTo(forgotten);
  }

  @Test
  void isRevokedForLongerIfTokensWereValidForLonger() {
    scene.restart(
        new SessionPolicy(
            Duration.ofDays(30),
            Duration.ofDays(14),
            Duration.ofMinutes(10),
            () -> Duration.ofHours(1)));
    String id = scene.begin();
    scene.sessions().end(id, Optional.empty());

    assertThat(scene.revoked().get(id)).isEqualTo(start.plus(Duration.ofMinutes(61)));
  }

  @Test
  void raisesTheGenerationIfThereAreTooManyRevocations() {
    String live = scene.begin();
    String ended = scene.begin();
    scene.sessions().end(ended, Optional.empty());
    for (int i = 1; i < SessionRevoker.KEPT_AT_MOST; i++) {
      revokeAnother(i);
    }
    for (int i = 2; i < Revocations.FULL; i++) {
      scene.revocations().add("another" + i, clock.instant().plusSeconds(60));
    }
    assertThat(scene.renew(scene.begin())).as("there is room for one more").isPresent();
    scene.revocations().add("the last", clock.instant().plusSeconds(60));
    NewSession susans = scene.sessions().begin(Proofs.password(2, 1), SENDER, false).orElseThrow();
    assertThat(susans.session().generation()).as("of her account there are none").isEqualTo(1);

    NewSession begun = scene.sessions().begin(Proofs.password(1, 1), SENDER, true).orElseThrow();

    assertThat(begun.session().generation()).isEqualTo(2);
    assertThat(scene.events().all())
        .filteredOn(event -> event.type() == EventType.USER_SESSIONS_ENDED)
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.account()).contains(1L);
              assertThat(event.session()).contains(begun.session().id());
            });
    assertThat(scene.renew(begun.session().id())).isPresent();
    assertThat(scene.renew(live)).isEmpty();
    assertThat(scene.raised()).containsExactly(1L);
    assertThat(scene.revoked()).isEmpty();
    assertThat(scene.revocations().contains(ended)).as("its generation is over").isFalse();
    assertThat(scene.sessions().begin(Proofs.password(1, 1), SENDER, false))
        .as("proved in the old generation")
        .isEmpty();
  }

  private void revokeAnother(int number) {
    scene
        .store()
        .inTransaction(
            tx -> {
              new RevocationRows(tx)
                  .revokeSession("another" + number, 1, clock.instant().plusSeconds(60));
              return true;
            });
  }

  @Test
  void isEndedOnce() {
    String id = scene.begin();
    assertThat(scene.sessions().logOut(1, 1, id, Optional.empty(), Optional.empty()))
        .isEqualTo(EndOutcome.ENDED);
    assertThat(scene.sessions().logOut(1, 1, id, Optional.empty(), Optional.empty()))
        .isEqualTo(EndOutcome.TOO_LATE);
    assertThat(scene.sessions().endOne(1, 1, id, Optional.empty())).isEqualTo(EndOutcome.UNKNOWN);
    assertThat(scene.sessions().endOthers(1, 1, id, Optional.empty()))
        .isEqualTo(EndOutcome.TOO_LATE);

    String other = scene.begin();
    scene.store().inTransaction(tx -> new RevokingAccountRows(tx).revokeAllTokens(1, 1));
    assertThat(scene.sessions().logOut(1, 1, other, Optional.empty(), Optional.empty()))
        .isEqualTo(EndOutcome.TOO_LATE);
    assertThat(scene.sessions().endOne(1, 1, other, Optional.empty()))
        .isEqualTo(EndOutcome.TOO_LATE);
    assertThat(scene.sessions().endOthers(1, 1, other, Optional.empty()))
        .isEqualTo(EndOutcome.TOO_LATE);
  }

  @Test
  void isRevokedOnlyByItsOwner() {
    String id = scene.begin();
    assertThat(scene.sessions().endOne(2, 1, id, Optional.empty())).isEqualTo(EndOutcome.UNKNOWN);
    assertThat(scene.sessions().endOthers(2, 1, "x", Optional.empty())).isEqualTo(EndOutcome.ENDED);
    assertThat(scene.renew(id)).isPresent();
    assertThat(scene.revoked()).isEmpty();
    assertThat(scene.sessions().endOne(1, 1, id, Optional.empty())).isEqualTo(EndOutcome.ENDED);
    assertThat(scene.renew(id)).isEmpty();
  }

  @Test
  void sessionOfAnAdoptedTokenIsRevokedForAsLongAsThatTokenLasts() {
    Instant farAway = start.plus(Duration.ofDays(400));
    AdoptedToken token = new AdoptedToken("the-session-of-an-old1", start, farAway);
    AdoptedToken never = new AdoptedToken("the-session-of-an-old2", start, farAway);
    LiveSession exchanged = scene.sessions().exchange(1, 1, token, SENDER).orElseThrow();
    assertThat(exchanged.method()).isEqualTo("adopted-token");
    assertThat(scene.row(exchanged.id()).adoptedUntil()).contains(farAway);

    // The caller of end() does not know when the adopted token expires, so the server must find
    // that time in the session's row.
    scene.sessions().end(token.sessionId(), Optional.empty());
    scene.sessions().logOut(1, 1, never.sessionId(), Optional.of(farAway), Optional.empty());
    assertThat(scene.revoked())
        .containsOnly(Map.entry(token.sessionId(), farAway), Map.entry(never.sessionId(), farAway));
    scene.restart(POLICY);
    for (AdoptedToken revoked : new AdoptedToken[] {token, never}) {
      assertThat(scene.revocations().contains(revoked.sessionId())).isTrue();
      assertThat(scene.sessions().exchange(1, 1, revoked, SENDER)).isEmpty();
      assertThat(scene.sessions().preview().exchange(1, 1, revoked, SENDER)).isEmpty();
    }
  }
}
