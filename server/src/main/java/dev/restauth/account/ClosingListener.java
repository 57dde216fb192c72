package dev.restauth.account;

import dev.restauth.store.Transaction;

/** Erases what other features store about an account when the account is closed. */
@FunctionalInterface
public interface ClosingListener {
  /** Runs in the transaction before it changes any row, and takes the locks that {@link #in} needs. */
  default void prepare(Transaction tx) {}

  /**
   * Runs after {@link #prepare} if the account's owner closes it, before any row is changed.
   *
   * @throws dev.restauth.http.ProblemException to refuse the closing
   * @return an action that runs once the row of the account is locked, before its data is erased. It may also throw to
   *     refuse the closing
   */
  default Runnable byOwner(Transaction tx, long accountId) {
    return () -> {};
  }

  /**
   * Erases the data, in the transaction that closes the account, so that both are committed or neither.
   *
   * @param account the account as it was before it was closed
   */
  void in(Transaction tx, Account account);
}
