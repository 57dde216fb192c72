package dev.restauth.account;

import dev.restauth.store.Transaction;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Conditions of a registration besides the rules for name and password, and the rows to add with
 * the new account. {@link #admit} and {@link #created} run in the transaction that creates the
 * account. If one of them refuses, the transaction is rolled back.
 */
public interface Admission {
  /** Admits any registration. */
  Admission ANY = new Admission() {};

  /**
   * An e-mail address whose owner has proved that they can read its mail.
   *
   * @param text the address as its owner wrote it
   * @param comparable the form in which the server compares addresses; unique among confirmed
   *     addresses
   */
  record ConfirmedAddress(String text, String comparable) {
    /** Returns a text without the address. */
    @Override
    public String toString() {
      return "ConfirmedAddress[]";
    }
  }

  /** Returns the confirmed address with which the account is created; empty for none. */
  default Optional<ConfirmedAddress> address() {
    return Optional.empty();
  }

  /**
   * Checks the conditions before the account is created. Returns the refusal; empty if all
   * conditions are met.
   */
  default Optional<Registration.Outcome> admit(Transaction tx) {
    return Optional.empty();
  }

  /** Adds the rows that belong to the new account. Returns the refusal; empty if there is none. */
  default Optional<Registration.Outcome> created(Transaction tx, Account account) {
    return Optional.empty();
  }

  /**
   * Returns this admission with an additional action. The action runs in the transaction after
   * {@link #created}, unless the registration was refused.
   */
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
