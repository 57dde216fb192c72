package dev.restauth.account;

import dev.restauth.store.Transaction;

/** Closes accounts for their owners, unless a condition forbids it. */
@FunctionalInterface
public interface OwnerClosing {

  /** Closes the account. */
  @FunctionalInterface
  interface Closing {
    /**
     * Closes and erases the account.
     *
     * @param locked runs after the account's row is locked and before the account's data is erased
     * @return whether the account was closed; otherwise, another transaction changed the account
     *     first
     */
    boolean close(Runnable locked);
  }

  /**
   * Closes an account, in a transaction that has not changed anything yet.
   *
   * @throws dev.restauth.http.ProblemException if the owner may not close the account
   * @return whether the account was closed
   */
  boolean close(Transaction tx, long accountId, Closing closing);
}
