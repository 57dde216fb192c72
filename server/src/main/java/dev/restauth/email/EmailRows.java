package dev.restauth.email;

import dev.restauth.mail.EmailAddress;
import dev.restauth.store.Transaction;
import java.util.Optional;

/** Statements on the e-mail addresses in account rows. Each call is atomic. */
public record EmailRows(Transaction tx) {
  /**
   * An account's address.
   *
   * @param email the address as the user typed it, or as it was imported
   * @param verified whether the user has confirmed the address
   */
  public record Address(Optional<String> email, boolean verified) {
    /** Returns the address if it is confirmed. */
    public Optional<EmailAddress> confirmed() {
      return email.filter(_ -> verified).flatMap(EmailAddress::of);
    }

    /** Returns a text without the address. */
    @Override
    public String toString() {
      return "Address[verified=" + verified + "]";
    }
  }

  /** Returns the address of an account; empty if the account does not exist. */
  public Optional<Address> find(long accountId) {
    return tx.sql()
        .one(
            "SELECT email, verified_email FROM account WHERE id = ?",
            row -> new Address(row.findText("email"), row.findText("verified_email").isPresent()),
            accountId);
  }

  /** Returns the id of the account that has this confirmed address. */
  public Optional<Long> accountOf(EmailAddress address) {
    return tx.sql()
        .one(
            "SELECT id FROM account WHERE verified_email = ?",
            row -> row.number("id"),
            address.comparable());
  }

  /**
   * Gives an active account a confirmed address, unless another account has it.
   *
   * @return whether the account now has the address
   */
  public boolean confirm(long accountId, long generation, EmailAddress address) {
    return tx.sql()
            .change(
                "UPDATE account SET email = ?, verified_email = ? WHERE id = ? AND generation = ?"
                    + " AND state = 'active' AND NOT EXISTS (SELECT 1 FROM account other"
                    + " WHERE other.verified_email = ? AND other.id <> account.id)",
                address.text(),
                address.comparable(),
                accountId,
                generation,
                address.comparable())
        > 0;
  }
}
