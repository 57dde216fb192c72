package dev.restauth.oauth.client;

import dev.restauth.store.Transaction;

/** Ends the sessions of a client that is disabled or removed. */
@FunctionalInterface
public interface ClientEnd {
  /**
   * Ends a limited number of a client's sessions in this transaction, and revokes their tokens.
   *
   * @return the number of ended sessions; 0 if the client has no more sessions
   */
  int endSessions(Transaction tx, String clientId);
}
