package dev.restauth.session;

import dev.restauth.account.AccountRows;
import dev.restauth.event.Network;
import dev.restauth.session.BrowserLogins.BrowserLogin;
import dev.restauth.session.ClientSessionRevoker.BrowserEnd;
import dev.restauth.session.SessionEvents.Reason;
import dev.restauth.session.Sessions.EndOutcome;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.util.List;
import java.util.Optional;

/**
 * Lists and ends the log-ins of browsers, at the request of other clients. Thread-safe.
 *
 * @param clients ends the client sessions that began in these log-ins
 */
record BrowserLogouts(
    Store store, BrowserLogins logins, ClientSessionRevoker clients, SessionEvents events) {

  /** Returns the live log-ins of an account, the newest first. */
  List<BrowserLogin> of(long accountId) {
    return store.reading(tx -> logins.of(tx, accountId, tx.now()));
  }

  /** Returns whether an account has a live log-in with this id, within a transaction. */
  boolean isLive(Transaction tx, long accountId, String id) {
    return logins.isLive(tx, accountId, id);
  }

  /**
   * Ends one of an account's log-ins, and the client sessions that began in this log-in.
   *
   * @param generation the generation of the account when the caller was authenticated
   * @param from the network of the client, if available
   */
  EndOutcome endOne(long accountId, long generation, String id, Optional<Network> from) {
    return store.inTransaction(
        tx -> {
          if (!new AccountRows(tx).lock(accountId, generation)) {
            return EndOutcome.TOO_LATE;
          }
          if (!end(tx, accountId, id)) {
            return EndOutcome.UNKNOWN;
          }
          events.ended(tx, accountId, id, Reason.BY_OWNER, from);
          return EndOutcome.ENDED;
        });
  }

  /**
   * Ends a log-in of an account that the caller has locked. Returns whether the account had this
   * log-in.
   */
  boolean end(Transaction tx, long accountId, String id) {
    boolean ended = logins.remove(tx, accountId, id);
    if (ended) {
      clients.endOf(tx, id, BrowserEnd.LOG_OUT);
    }
    return ended;
  }
}
