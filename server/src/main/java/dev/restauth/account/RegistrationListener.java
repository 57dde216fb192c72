package dev.restauth.account;

import dev.restauth.store.Transaction;

/** Runs another feature's action when an account is created or renamed. */
@FunctionalInterface
public interface RegistrationListener {
  /**
   * Runs in the transaction that creates or renames the account. Both changes are committed, or
   * neither.
   *
   * @param source the source of the request as in {@code HashRequest}: the client's address; empty
   *     for the operator
   */
  void accountCreated(Transaction tx, Account account, String source);
}
