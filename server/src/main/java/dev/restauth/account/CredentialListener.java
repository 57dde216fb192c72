package dev.restauth.account;

import dev.restauth.store.Transaction;
import java.util.Optional;

/** Notifies an account's owner that the password or the user name was changed. */
@FunctionalInterface
public interface CredentialListener {
  /** Runs in the transaction before any change of a row, and acquires the locks that the other methods require. */
  default void prepare(Transaction tx) {}

  /**
   * Runs in the transaction that has changed the password, so that both are committed or neither.
   *
   * @param acceptLanguage the Accept-Language field of the request; empty for an operator's command
   */
  void passwordChanged(Transaction tx, Account account, Optional<String> acceptLanguage);

  /**
   * Runs in the transaction that has changed the user name, so that both are committed or neither.
   *
   * @param account the account with its new name
   * @param acceptLanguage the field of the request
   */
  default void usernameChanged(Transaction tx, Account account, Optional<String> acceptLanguage) {}

  /** Runs after the commit. */
  default void committed() {}
}
