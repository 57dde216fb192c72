package dev.restauth.login;

import dev.restauth.account.Account;
import dev.restauth.event.Network;
import dev.restauth.store.Transaction;

/** Notifies an account's owner of a log-in from a network from which the account was not used before. */
@FunctionalInterface
public interface NewNetworkListener {
  /** Returns whether {@link #newNetwork} would notify the owner now. The row of the account is locked. */
  default boolean notifies(Transaction tx, Account account) {
    return true;
  }

  /**
   * Runs in the transaction before any change of a row, and acquires the locks that {@link #newNetwork} requires. Called only
   * if the owner should be notified.
   */
  default void prepare(Transaction tx) {}

  /**
   * Runs in the transaction that stores the network, so that both are committed or neither. The row of the account is
   * locked.
   */
  void newNetwork(Transaction tx, Account account, Network network);

  /** Runs after the commit. */
  default void committed() {}
}
