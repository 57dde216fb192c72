package dev.restauth.account;

import dev.restauth.store.Transaction;

/** Erases what other features store about an account when that is closed. */
@FunctionalInterface
public interface ClosingListener {
  /** Runs in the transaction before it changes any row, and takes the locks that {@link #in} needs. */
  default void prepare(Transaction tx) {}

  /**
   * Runs after {@link #prepare} if the account's owner closes it, before any row is changed.
   *
   * @throws dev.restauth.http.ProblemException to refuse it
   * @return an action that runs once the row of the account is locked, before its data is erased; it may refuse, too
   */
  default Runnable byOwner(Transaction tx, long accountId) {
    return () -> {};
  }

  /**
   * Erases that data, in the transaction that closes the account, so that both are committed or neither.
   *
   * @param account the account as it was before
   */
  void in(Transaction tx, Account account);
}
