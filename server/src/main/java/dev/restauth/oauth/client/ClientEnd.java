package dev.restauth.oauth.client;

import dev.restauth.store.Transaction;

/** Ends the sessions of a client that is disabled or removed. */
@FunctionalInterface
public interface ClientEnd {
  /**
   * Ends a limited number of sessions of a client in this transaction, and revokes their tokens.
   *
   * @return the number of sessions that ended; 0 if the client has no more sessions
   */
  int endSessions(Transaction tx, String clientId);
}
