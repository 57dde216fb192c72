package dev.restauth.account;

import dev.restauth.store.Transaction;

/** Closes accounts for their owners, unless a condition prevents the closing. */
@FunctionalInterface
public interface OwnerClosing {

  /** Closes the account. */
  @FunctionalInterface
  interface Closing {
    /**
     * Closes and erases the account.
     * @param locked runs after the account's row is locked, and before the account's data is erased
     * @return whether the account is closed; if not, another transaction changed it first
     */
    boolean close(Runnable locked);
  }

  /**
   * Closes an account, in a transaction that has changed nothing yet.
   *
   * @throws dev.restauth.http.ProblemException if the account must not be closed
   * @return whether the account is closed
   */
  boolean close(Transaction tx, long accountId, Closing closing);
}
