package dev.restauth.oauth.client;

import dev.restauth.store.Transaction;

/** Ends what a client has when it is disabled or removed. */
@FunctionalInterface
public interface ClientEnd {
  /**
   * Ends a limited number of sessions of a client in this transaction, and revokes their tokens.
   *
   * @return the number of sessions that ended; 0 if there are none any more
   */
  int endSessions(Transaction tx, String clientId);
}
