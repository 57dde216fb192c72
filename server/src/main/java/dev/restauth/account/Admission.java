package dev.restauth.account;

import dev.restauth.store.Transaction;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Additional conditions of a registration, besides the conditions for name and password, and the rows that are added with the
 * new account. {@link #admit} and {@link #created} run in the transaction that creates the account; if one of them refuses, the
 * transaction is rolled back.
 */
public interface Admission {
  /** Admits any registration. */
  Admission ANY = new Admission() {};

  /**
   * An e-mail address whose owner has proved that they can read its mails.
   *
   * @param text the address as its owner wrote it
   * @param comparable the form in which the server compares addresses; no two accounts have the same address in this form
   */
  record ConfirmedAddress(String text, String comparable) {
    /** Returns a text without the address. */
    @Override
    public String toString() {
      return "ConfirmedAddress[]";
    }
  }

  /** The address that the account has from the start. */
  default Optional<ConfirmedAddress> address() {
    return Optional.empty();
  }

  /** Checks the conditions before the account is created. Returns the refusal; empty to continue. */
  default Optional<Registration.Outcome> admit(Transaction tx) {
    return Optional.empty();
  }

  /** Adds the rows that belong to the new account. Returns the refusal; empty to continue. */
  default Optional<Registration.Outcome> created(Transaction tx, Account account) {
    return Optional.empty();
  }

  /** Returns these conditions with an action that runs in the transaction after they are met. */
  default Admission then(BiConsumer<Transaction, Account> action) {
    Admission first = this;
    return new Admission() {
      @Override
      public Optional<ConfirmedAddress> address() {
        return first.address();
      }

      @Override
      public Optional<Registration.Outcome> admit(Transaction tx) {
        return first.admit(tx);
      }

      @Override
      public Optional<Registration.Outcome> created(Transaction tx, Account account) {
        Optional<Registration.Outcome> refusal = first.created(tx, account);
        if (refusal.isEmpty()) {
          action.accept(tx, account);
        }
        return refusal;
      }
    };
  }
}
