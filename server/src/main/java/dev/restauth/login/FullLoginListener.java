package dev.restauth.login;

import dev.restauth.store.Transaction;

/**
 * Receives a notification if a user with a second factor has logged in with all factors. Such a
 * log-in shows that the owner has not lost the second factor.
 */
public interface FullLoginListener {
  /** Returns whether {@link #fullLogin} would change anything now. */
  boolean concerns(Transaction tx, long accountId);

  /** Runs in a separate transaction, before the client gets the response. */
  void fullLogin(Transaction tx, long accountId);
}
