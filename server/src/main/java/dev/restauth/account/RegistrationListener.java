package dev.restauth.account;

import dev.restauth.store.Transaction;

/** Runs another feature's action when an account is created or renamed. */
@FunctionalInterface
public interface RegistrationListener {
  /**
   * Runs in the transaction that creates or renames the account, so that both are committed or neither.
   *
   * @param source the source as in {@code HashRequest}: the address of the client; empty for the operator
   */
  void accountCreated(Transaction tx, Account account, String source);
}
