package dev.restauth.account;

import dev.restauth.store.Transaction;

/** What another feature does when an account is made. */
@FunctionalInterface
public interface RegistrationListener {
  /**
   * Does it, in the transaction that makes the account, so that both last or neither.
   *
   * @param source as {@code HashRequest} has it: the address of the client; empty for the operator
   */
  void in(Transaction tx, Account account, String source);
}
