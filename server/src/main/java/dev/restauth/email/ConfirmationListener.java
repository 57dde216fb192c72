package dev.restauth.email;

import dev.restauth.mail.EmailAddress;
import dev.restauth.store.Transaction;

/**
 * Assigns data to an account when the account confirms an e-mail address. Before the confirmation,
 * the data, for example an invitation, belongs only to the address. Afterwards it is exported and
 * erased together with the account. Implementations are thread-safe.
 */
@FunctionalInterface
public interface ConfirmationListener {
  /** Assigns the data, in the transaction in which the account gets the confirmed address. */
  void confirmed(Transaction tx, EmailAddress address, long accountId);
}
