package dev.restauth.account;

import dev.restauth.store.Transaction;

/** Erases what other features store about an account when the account is closed. */
@FunctionalInterface
public interface ClosingListener {
  /**
   * Runs in the transaction before any row is changed. Acquires the locks that {@link #in} needs.
   */
  default void prepare(Transaction tx) {}

  /**
   * Runs after {@link #prepare} and before any row is changed, if the owner closes the account.
   *
   * @throws dev.restauth.http.ProblemException to refuse the closing
   * @return an action that runs after the account's row is locked and before the account's data is
   *     erased. The action may also throw this exception to refuse the closing
   */
  default Runnable byOwner(Transaction tx, long accountId) {
    return () -> {};
  }

  /**
   * Erases the data, in the transaction that closes the account. Both changes are committed, or
   * neither.
   *
   * @param account the account before the closing
   */
  void in(Transaction tx, Account account);
}
