package dev.restauth.email;

import dev.restauth.mail.EmailAddress;
import dev.restauth.store.Transaction;

/**
 * Assigns to an account what the server has stored about an address since before the account confirmed it, such as
 * invitations: it is exported and erased with the account. Implementations are thread-safe.
 */
@FunctionalInterface
public interface ConfirmationListener {
  /** Runs in the transaction in which the account gets the confirmed address. */
  void confirmed(Transaction tx, EmailAddress address, long accountId);
}
