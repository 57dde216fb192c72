package dev.restauth.login;

import dev.restauth.account.Account;
import dev.restauth.store.Transaction;

/**
 * Notifies an account's owner that someone repeatedly sends the correct password without the second
 * factor.
 */
public interface HalfLoginListener {
  /** Returns whether {@link #halfLogins} would notify the owner now. */
  boolean notifiesOfHalfLogins(Transaction tx, Account account);

  /**
   * Runs in the transaction before any row is changed. Acquires the locks that {@link #halfLogins}
   * needs.
   */
  void prepare(Transaction tx);

  /** Runs in a transaction that has locked the row of the account. */
  void halfLogins(Transaction tx, Account account);

  /** Runs after the commit. */
  void committed();
}
