package dev.restauth.login;

import dev.restauth.store.Transaction;

/** Is notified of log-ins with all factors of an account that has a second one: its owner has not lost it. */
public interface FullLoginListener {
  /** Whether {@link #fullLogin} would change anything now. */
  boolean concerns(Transaction tx, long accountId);

  /** Runs in a transaction of its own, before the client gets the answer. */
  void fullLogin(Transaction tx, long accountId);
}
