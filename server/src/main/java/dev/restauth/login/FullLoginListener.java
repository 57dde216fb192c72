package dev.restauth.login;

import dev.restauth.store.Transaction;

/**
 * Is notified of log-ins with all factors to an account that has a second factor: its owner has not lost that factor.
 */
public interface FullLoginListener {
  /** Returns whether {@link #fullLogin} would change anything now. */
  boolean concerns(Transaction tx, long accountId);

  /** Runs in a transaction of its own, before the client gets the answer. */
  void fullLogin(Transaction tx, long accountId);
}
