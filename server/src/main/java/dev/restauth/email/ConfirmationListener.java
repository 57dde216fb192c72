package dev.restauth.email;

import dev.restauth.mail.EmailAddress;
import dev.restauth.store.Transaction;

/**
 * Assigns to an account the data that the server stored about an address before the account confirmed it, such as
 * invitations. This data is then exported and erased with the account. Implementations are thread-safe.
 */
@FunctionalInterface
public interface ConfirmationListener {
  /** Runs in the transaction in which the account gets the confirmed address. */
  void confirmed(Transaction tx, EmailAddress address, long accountId);
}
