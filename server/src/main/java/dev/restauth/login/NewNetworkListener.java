package dev.restauth.login;

import dev.restauth.account.Account;
import dev.restauth.event.Network;
import dev.restauth.store.Transaction;

/** Notifies an account's owner of a log-in from a network that is new for the account. */
@FunctionalInterface
public interface NewNetworkListener {
  /**
   * Returns whether {@link #newNetwork} would notify the owner now. The caller has locked the row
   * of the account.
   */
  default boolean notifies(Transaction tx, Account account) {
    return true;
  }

  /**
   * Runs in the transaction before any row is changed. Acquires the locks that {@link #newNetwork}
   * needs. Called only if the owner should be notified.
   */
  default void prepare(Transaction tx) {}

  /**
   * Runs in the transaction that stores the network. Both the network and the notice are committed,
   * or neither. The caller has locked the row of the account.
   */
  void newNetwork(Transaction tx, Account account, Network network);

  /** Runs after the commit. */
  default void committed() {}
}
