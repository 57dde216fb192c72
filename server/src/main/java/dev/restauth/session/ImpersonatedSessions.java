package dev.restauth.session;

import dev.restauth.crypto.RandomIds;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.Optional;

/**
 * Begins sessions in which administrators act as the owners of accounts. These sessions are never
 * renewed. Thread-safe.
 */
public final class ImpersonatedSessions {
  private final SessionRowFactory rows;

  /**
   * Creates sessions with the durations of {@code policy}. A session lasts at most {@link
   * SessionPolicy#IMPERSONATION}.
   */
  public ImpersonatedSessions(SessionPolicy policy) {
    this.rows = new SessionRowFactory(policy, new RandomIds());
  }

  /**
   * Begins a session within a transaction. The caller has locked both accounts, and stores which
   * administrator acts in the session.
   *
   * @param generation the generation of the account
   * @param actorSession the administrator's session; empty if the administrator sent the password
   * @return empty if the administrator's session has ended
   */
  public Optional<LiveSession> begin(
      Transaction tx, long accountId, long generation, Optional<String> actorSession) {
    Instant now = tx.now();
    Optional<SessionRow> row =
        atMost(tx, actorSession, now)
            .map(end -> rows.impersonatedRow(accountId, generation, end, now));
    row.ifPresent(begun -> new SessionRows(tx).add(begun));
    return row.map(LiveSession::new);
  }

  /**
   * Returns the time at which the administrator's session expires unless it is renewed; empty if
   * the session has ended.
   */
  private Optional<Instant> atMost(Transaction tx, Optional<String> actorSession, Instant now) {
    if (actorSession.isEmpty()) {
      return Optional.of(Instant.MAX);
    }
    new SessionRows(tx).lock(actorSession.get());
    return rows.live(tx, actorSession.get(), now).map(SessionRow::endsAt);
  }
}
