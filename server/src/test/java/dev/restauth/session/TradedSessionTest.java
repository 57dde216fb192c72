package dev.restauth.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.account.AccountRows;
import dev.restauth.event.EventList;
import dev.restauth.session.Sessions.AdoptedToken;
import dev.restauth.session.Sessions.NewSession;
import dev.restauth.session.Sessions.Sender;
import dev.restauth.store.Store;
import dev.restauth.store.sql.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The session that a server creates when a client exchanges an adopted token, and that later
 * exchanges use.
 */
class TradedSessionTest {
  private static final Sender SENDER = new Sender("192.0.2.1", Optional.empty());
  private static final Duration A_MICROSECOND = Duration.ofNanos(1_000);

  private final SetClock clock = new SetClock();
  private final Instant start = clock.instant();

  @TempDir Path folder;

  private Store store;
  private Sessions sessions;

  @BeforeEach
  void open() {
    store = TestDatabase.sqlite(folder.resolve("restauth.sqlite"), clock).open();
    store.inTransaction(tx -> new AccountRows(tx).create("miguel", "hash", clock.instant()));
    sessions =
        new Sessions(
            store,
            new Revocations(),
            new SessionPolicy(Duration.ofDays(30), Duration.ofDays(14), Duration.ofMinutes(10)),
            new EventList());
  }

  @AfterEach
  void close() {
    store.close();
  }

  private LiveSession trade(Instant authenticatedAt) {
    AdoptedToken token =
        new AdoptedToken("theirs", authenticatedAt, start.plus(Duration.ofDays(60)));
    return sessions.exchange(1, 1, token, SENDER).orElseThrow();
  }

  @Test
  void isWrittenAtMostOnceAMinute() {
    trade(start);
    clock.move(Duration.ofMinutes(1).minus(A_MICROSECOND));
    assertThat(trade(start).renewedAt()).isEqualTo(start);
    clock.move(A_MICROSECOND);
    LiveSession traded = trade(start);
    assertThat(traded.renewedAt()).isEqualTo(clock.instant());
    assertThat(traded.endsAt()).isEqualTo(clock.instant().plus(Duration.ofDays(14)));
  }

  @Test
  void beginsAgainImmediatelyForATokenOfALaterLogIn() {
    trade(start);
    clock.move(Duration.ofSeconds(2));
    assertThat(trade(start.plusSeconds(1)).authenticatedAt()).isEqualTo(start.plusSeconds(1));
  }

  @Test
  void endsTheOldestIfThereAreAHundred() {
    NewSession oldest = sessions.begin(Proofs.password(1, 1), SENDER, false).orElseThrow();
    for (int i = 1; i < SessionPolicy.LIVE_AT_MOST; i++) {
      clock.move(A_MICROSECOND);
      var _ = sessions.begin(Proofs.password(1, 1), SENDER, false).orElseThrow();
    }
    clock.move(A_MICROSECOND);
    trade(clock.instant());

    assertThat(sessions.of(1).stream().map(LiveSession::id))
        .hasSize(SessionPolicy.LIVE_AT_MOST)
        .contains("theirs")
        .doesNotContain(oldest.session().id());
  }
}
