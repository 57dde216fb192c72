package dev.restauth.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.account.AccountRows;
import dev.restauth.event.EventList;
import dev.restauth.session.ClientSessions.Login;
import dev.restauth.session.Sessions.NewSession;
import dev.restauth.session.Sessions.Sender;
import dev.restauth.store.Store;
import dev.restauth.store.sql.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Client sessions that begin while the memory for revocations is full, and many of them belong to
 * the account. The server then increases the account's generation, which revokes all of its
 * sessions.
 */
class ClientSessionLimitTest {
  private static final Sender SENDER = new Sender("192.0.2.1", Optional.empty());

  private final SetClock clock = new SetClock();

  @TempDir Path folder;

  @AutoClose private Store store;
  private ClientSessions sessions;

  @BeforeEach
  void open() {
    store = TestDatabase.sqlite(folder.resolve("restauth.sqlite"), clock).open();
    store.inTransaction(tx -> new AccountRows(tx).create("miguel", "hash", clock.instant()));
    Revocations revocations = new Revocations();
    for (int i = 0; i < Revocations.FULL; i++) {
      revocations.add("another" + i, clock.instant().plusSeconds(60));
    }
    store.inTransaction(
        tx -> {
          for (int i = 0; i < SessionRevoker.KEPT_AT_MOST; i++) {
            new RevocationRows(tx).revokeSession("mine" + i, 1, clock.instant().plusSeconds(60));
          }
          return tx.sql()
              .change(
                  "INSERT INTO browser_session (id, digest, account_id, generation, methods,"
                      + " authenticated_at, renewed_at, ends_at, address, user_agent)"
                      + " VALUES ('b-1', ?, 1, 1, 'password', ?, ?, ?, '192.0.2.7', NULL)",
                  new byte[] {1},
                  tx.now(),
                  tx.now(),
                  tx.now().plus(Duration.ofDays(1)));
        });
    sessions =
        new ClientSessions(
            revocations,
            new SessionPolicy(Duration.ofDays(30), Duration.ofDays(14), Duration.ofMinutes(10)),
            new EventList());
  }

  private Optional<NewSession> begin(Optional<String> browser, boolean offline) {
    return store.inTransaction(
        tx ->
            sessions.begin(
                tx,
                new Login(1, 1, "password", clock.instant()),
                SENDER,
                Set.of("openid"),
                new ClientGrant("shop", Optional.empty(), browser, offline, Optional.empty()),
                true));
  }

  private boolean isLive(NewSession begun) {
    return store.<Boolean>reading(
        tx -> new SessionRows(tx).findLive(begun.session().id(), tx.now()).isPresent());
  }

  @Test
  void outOfABrowserItBeginsInTheNewGeneration() {
    NewSession begun = begin(Optional.empty(), false).orElseThrow();
    assertThat(begun.session().generation()).isEqualTo(2);
    assertThat(isLive(begun)).isTrue();
  }

  @Test
  void withOfflineAccessItOutlastsTheBrowser() {
    assertThat(isLive(begin(Optional.of("b-1"), true).orElseThrow())).isTrue();
  }

  /** Increasing the generation also revokes the browser session, so the user must log in again. */
  @Test
  void noneBeginsThatWouldBeRevokedImmediately() {
    assertThat(begin(Optional.of("b-1"), false)).isEmpty();
    assertThat(
            store.<Long>reading(
                tx ->
                    tx.sql()
                        .one("SELECT count(*) AS n FROM session", row -> row.number("n"))
                        .orElseThrow()))
        .isZero();
  }
}
