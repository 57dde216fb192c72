package dev.restauth.login;

import dev.restauth.store.Transaction;

/**
 * Receives notifications of log-ins with all factors, to accounts with a second factor. Such a
 * log-in shows that the owner has not lost the factor.
 */
public interface FullLoginListener {
  /** Returns whether {@link #fullLogin} would change anything now. */
  boolean concerns(Transaction tx, long accountId);

  /** Runs in a separate transaction, before the client gets the response. */
  void fullLogin(Transaction tx, long accountId);
}
