package dev.restauth.session;

import dev.restauth.account.AccountRows;
import dev.restauth.session.Sessions.AdoptedToken;
import dev.restauth.session.Sessions.Sender;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Sessions that begin with tokens of an adopted application. Thread-safe. */
record AdoptedSessions(
    Store store, SessionRowFactory rows, SessionRevoker revoker, SessionEvents events) {
  /**
   * Returns the session of an adopted token, as {@link TokenSessions#exchange} does. A repeated
   * exchange shortly after the last one writes nothing.
   */
  Optional<LiveSession> exchange(
      long accountId, long generation, AdoptedToken token, Sender sender) {
    Optional<SessionRow> recent =
        store.reading(
            tx -> {
              Instant now = tx.now();
              Optional<SessionRow> live = rows.live(tx, token.sessionId(), now);
              SessionRow exchanged =
                  rows.exchangedRow(accountId, generation, token, sender, live, now);
              return live.filter(row -> rows.isStoredRenewalSufficient(row, now))
                  .filter(row -> !row.authenticatedAt().isBefore(exchanged.authenticatedAt()));
            });
    return recent.isPresent()
        ? recent.map(LiveSession::new)
        : store.inTransaction(tx -> exchange(tx, accountId, generation, token, sender));
  }

  private Optional<LiveSession> exchange(
      Transaction tx, long accountId, long generation, AdoptedToken token, Sender sender) {
    Instant now = tx.now();
    if (!new AccountRows(tx).lock(accountId, generation)
        || new RevocationRows(tx).isRevoked(token.sessionId(), now)) {
      return Optional.empty();
    }
    Optional<SessionRow> live = rows.live(tx, token.sessionId(), now);
    SessionRow row = rows.exchangedRow(accountId, generation, token, sender, live, now);
    if (live.isEmpty()) {
      // The session begins again. If it had expired, it loses its narrowed scopes and its
      // organisation.
      var _ = new SessionRows(tx).end(token.sessionId());
    }
    new SessionRows(tx).put(row);
    List<String> ended = revoker.makeRoom(tx, row);
    LiveSession session = new LiveSession(row);
    if (live.isEmpty()) {
      events.began(tx, session, sender, ended, now);
    }
    return Optional.of(session);
  }
}
