package dev.restauth.oauth.authorize;

import dev.restauth.account.AccountRows;
import dev.restauth.event.EventType;
import dev.restauth.event.Network;
import dev.restauth.event.SecurityEvent;
import dev.restauth.event.SecurityEvents;
import dev.restauth.oauth.authorize.ConsentRows.Consent;
import dev.restauth.store.Store;
import java.util.List;
import java.util.Optional;

/** The consents of a user: lists and withdraws them. Thread-safe. */
final class OwnConsents {
  private final Store store;
  private final WithdrawalListener listener;
  private final SecurityEvents events;

  OwnConsents(Store store, WithdrawalListener listener, SecurityEvents events) {
    this.store = store;
    this.listener = listener;
    this.events = events;
  }

  List<Consent> of(long accountId) {
    return store.reading(tx -> new ConsentRows(tx).of(accountId));
  }

  /**
   * Takes back what a client was allowed. Its sessions for the account end, and with them its tokens; a code that it has not
   * redeemed is worth nothing.
   *
   * @return whether something was allowed
   */
  boolean withdraw(long accountId, String clientId, Network from) {
    return store.inTransaction(
        tx -> {
          if (!new AccountRows(tx).lockUnlessClosed(accountId)
              || !new ConsentRows(tx).remove(accountId, clientId)) {
            return false;
          }
          new AuthorizationCodeRows(tx).removeUnredeemed(accountId, clientId);
          listener.in(tx, accountId, clientId, Optional.of(from));
          events.record(
              tx,
              SecurityEvent.of(EventType.USER_CONSENT_WITHDRAWN)
                  .about(accountId)
                  .from(Optional.of(from))
                  .client(clientId));
          return true;
        });
  }
}
