package dev.restauth.login;

import dev.restauth.account.Account;
import dev.restauth.store.Transaction;

/** Notifies an account's owner that somebody presents the right password again and again, and no right code. */
public interface HalfLoginListener {
  /** Whether {@link #halfLogins} would notify the owner now. */
  boolean notifiesOfHalfLogins(Transaction tx, Account account);

  /** Runs in the transaction before it changes any row, and takes the locks that {@link #halfLogins} needs. */
  void prepare(Transaction tx);

  /** Runs in a transaction that has locked the row of the account. */
  void halfLogins(Transaction tx, Account account);

  /** Runs after the commit. */
  void committed();
}
