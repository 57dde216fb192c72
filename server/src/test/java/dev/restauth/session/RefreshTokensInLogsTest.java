package dev.restauth.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.LogCatcher;
import dev.restauth.SetClock;
import dev.restauth.account.AccountRows;
import dev.restauth.event.EventList;
import dev.restauth.session.RefreshTokens.Outcome;
import dev.restauth.session.Sessions.NewSession;
import dev.restauth.session.Sessions.Sender;
import dev.restauth.store.Store;
import dev.restauth.store.sql.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs, which contain the session and the account of a refresh token, but never the token. */
class RefreshTokensInLogsTest {
  private final SetClock clock = new SetClock();

  @TempDir Path folder;

  private Store store;
  private RefreshTokens refreshTokens;
  private NewSession begun;
  private String first;

  @BeforeEach
  void begin() {
    store = TestDatabase.sqlite(folder.resolve("restauth.sqlite"), clock).open();
    store.inTransaction(tx -> new AccountRows(tx).create("miguel", "hash", clock.instant()));
    Sessions sessions =
        new Sessions(
            store,
            new Revocations(),
            new SessionPolicy(Duration.ofDays(30), Duration.ofDays(14), Duration.ofMinutes(10)),
            new EventList());
    refreshTokens = new RefreshTokens(store, sessions, new EventList());
    begun =
        sessions
            .begin(Proofs.password(1, 1), new Sender("192.0.2.1", Optional.empty()), true)
            .orElseThrow();
    first = begun.refreshToken().orElseThrow();
  }

  @AfterEach
  void close() {
    store.close();
  }

  private Outcome.Refreshed refreshed(String token) {
    return (Outcome.Refreshed) refreshTokens.refresh(token, Optional.empty());
  }

  @Test
  void inTheTextFormat() {
    assertThat(begun.toString()).contains(begun.session().id()).doesNotContain(first);
    Outcome.Refreshed outcome = refreshed(first);
    assertThat(outcome.toString()).contains(begun.session().id()).doesNotContain(outcome.next());
  }

  /**
   * Only the security event of a reuse is logged, because a user can cause any number of reuses,
   * and only the lines of security events are limited.
   */
  @Test
  void notEvenIfOneIsReused() {
    try (LogCatcher log = new LogCatcher("dev.restauth.session")) {
      refreshed(refreshed(first).next());
      assertThat(refreshTokens.refresh(first, Optional.empty())).isInstanceOf(Outcome.Reused.class);
      assertThat(log.all()).isEmpty();
    }
  }
}
