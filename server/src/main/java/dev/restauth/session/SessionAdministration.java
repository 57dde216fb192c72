package dev.restauth.session;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.account.RevokingAccountRows;
import dev.restauth.event.Actor;
import dev.restauth.event.EventType;
import dev.restauth.event.SecurityEvent;
import dev.restauth.event.SecurityEvents;
import dev.restauth.http.AdministrativeScope;
import dev.restauth.role.Power;
import dev.restauth.session.SessionEvents.Reason;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Lists and ends the sessions of any account, for administrators. Thread-safe. */
record SessionAdministration(
    Store store,
    SessionRowFactory rows,
    SessionRevoker revoker,
    BrowserLogouts browsers,
    SecurityEvents events) {

  /** Returns the live sessions of an account, the newest first; empty if no account has this id. */
  Optional<List<LiveSession>> of(long accountId) {
    return store.reading(
        tx -> {
          Instant now = tx.now();
          return new AccountRows(tx)
              .findById(accountId)
              .map(
                  _ ->
                      new SessionRows(tx)
                          .live(accountId, now).stream()
                              .filter(row -> rows.isLive(row, now))
                              .map(LiveSession::new)
                              .toList());
        });
  }

  /**
   * Ends all sessions of an account, and revokes all its tokens. A disabled or closed account has
   * no sessions.
   *
   * @return whether the account exists
   * @throws dev.restauth.role.EscalationException if the account has more power than the
   *     administrator
   */
  boolean endAll(long accountId, Actor by) {
    return store.inTransaction(
        tx -> {
          requirePower(tx, accountId, by);
          boolean locked = new AccountRows(tx).lockUnlessClosedWithoutTurn(accountId);
          Optional<Account> account = new AccountRows(tx).findById(accountId);
          account
              .filter(_ -> locked)
              .flatMap(
                  found ->
                      new RevokingAccountRows(tx).revokeAllTokens(accountId, found.generation()))
              .ifPresent(
                  _ ->
                      events.record(
                          tx,
                          SecurityEvent.of(EventType.USER_SESSIONS_ENDED).about(accountId).by(by)));
          return account.isPresent();
        });
  }

  /**
   * Ends one live session of an account or of one of its browsers.
   *
   * @return whether the account had this session
   * @throws dev.restauth.role.EscalationException if the account has more power than the
   *     administrator
   */
  boolean endOne(long accountId, String id, Actor by) {
    return store.inTransaction(
        tx -> {
          requirePower(tx, accountId, by);
          boolean ended =
              new AccountRows(tx).lockUnlessClosedWithoutTurn(accountId) && end(tx, accountId, id);
          if (ended) {
            events.record(
                tx,
                SecurityEvent.of(EventType.SESSION_ENDED)
                    .about(accountId)
                    .session(id)
                    .because(Reason.BY_ADMINISTRATOR.text())
                    .by(by));
          }
          return ended;
        });
  }

  private boolean end(Transaction tx, long accountId, String id) {
    boolean live =
        rows.live(tx, id, tx.now())
            .map(SessionRow::accountId)
            .filter(owner -> owner == accountId)
            .isPresent();
    if (live) {
      revoker.end(tx, id, accountId, Optional.empty());
    }
    return live || browsers.end(tx, accountId, id);
  }

  private static void requirePower(Transaction tx, long accountId, Actor by) {
    Power power = new Power(tx).lock();
    power.requireHeld(by, AdministrativeScope.USERS_WRITE);
    power.require(by, accountId);
  }
}
