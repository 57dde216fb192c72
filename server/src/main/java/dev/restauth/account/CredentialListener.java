package dev.restauth.account;

import dev.restauth.store.Transaction;
import java.util.Optional;

/** Notifies the owner of an account that its password or user name was changed. */
@FunctionalInterface
public interface CredentialListener {
  /**
   * Runs in the transaction before any row is changed. Acquires the locks that the other methods
   * need.
   */
  default void prepare(Transaction tx) {}

  /**
   * Runs in the transaction that has changed the password. Both the change and the notice are
   * committed, or neither.
   *
   * @param acceptLanguage the Accept-Language field of the request; empty for an operator's command
   */
  void passwordChanged(Transaction tx, Account account, Optional<String> acceptLanguage);

  /**
   * Runs in the transaction that has changed the user name. Both the change and the notice are
   * committed, or neither.
   *
   * @param account the account with its new name
   * @param acceptLanguage the Accept-Language field of the request; empty for an operator's command
   */
  default void usernameChanged(Transaction tx, Account account, Optional<String> acceptLanguage) {}

  /** Runs after the commit. */
  default void committed() {}
}
