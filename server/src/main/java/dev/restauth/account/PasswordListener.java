package dev.restauth.account;

import dev.restauth.store.Transaction;
import java.util.Optional;

/** Tells an account's owner that the password was changed. */
@FunctionalInterface
public interface PasswordListener {
  /**
   * Runs in the transaction that has changed the password, so that both are committed or neither.
   *
   * @param acceptLanguage the field of the request; empty for an operator's command
   */
  void passwordChanged(Transaction tx, Account account, Optional<String> acceptLanguage);

  /** Runs after the commit. */
  default void committed() {}
}
