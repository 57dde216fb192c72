package dev.restauth.account;

import dev.restauth.store.Transaction;

/** Erases what another feature stores about an account when that is closed. */
@FunctionalInterface
public interface ClosingListener {
  /** Erases it, in the transaction that closes the account, so that both last or neither. */
  void in(Transaction tx, Account account);
}
