package dev.restauth.recovery;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.email.AskedCodes;
import dev.restauth.email.AskedCodes.Recipient;
import dev.restauth.email.EmailRows;
import dev.restauth.mail.EmailAddress;
import dev.restauth.store.Transaction;
import java.util.Optional;

/**
 * The account that a target names, if any.
 *
 * @param named whether the account was found by its user name
 */
record TargetAccount(ResetTarget target, Optional<Account> account, boolean named) {
  /** The recipient of a decoy that was requested with a user name. Decoys are never delivered. */
  private static final EmailAddress NOWHERE =
      EmailAddress.of("nobody@example.invalid").orElseThrow();

  /** Finds the account that a target names. */
  static TargetAccount find(Transaction tx, ResetTarget target) {
    return switch (target) {
      case ResetTarget.ByAddress(EmailAddress address) ->
          new TargetAccount(target, byAddress(tx, address), false);
      case ResetTarget.ByUsername(String username) ->
          new TargetAccount(target, byUsername(tx, username), true);
      case ResetTarget.ByEither(EmailAddress address, String username) -> {
        Optional<Account> owner = byAddress(tx, address);
        Optional<Account> named = byUsername(tx, username); // always read, for equal timing
        yield new TargetAccount(
            target, owner.or(() -> named), owner.isEmpty() && named.isPresent());
      }
    };
  }

  private static Optional<Account> byAddress(Transaction tx, EmailAddress address) {
    return new AccountRows(tx)
        .findById(new EmailRows(tx).accountOf(address).orElse(AskedCodes.NOBODY));
  }

  private static Optional<Account> byUsername(Transaction tx, String username) {
    // PostgreSQL cannot store NUL in a text, so no account has NUL in its name.
    String possible = username.indexOf('\0') < 0 ? username : "";
    return new AccountRows(tx).findBySpelling(possible);
  }

  /** Returns the name of the account; if there is none, the name that the user typed. */
  String username() {
    return account.map(Account::username).orElse(typedName());
  }

  private String typedName() {
    return switch (target) {
      case ResetTarget.ByAddress _ -> "";
      case ResetTarget.ByUsername(String typed) -> typed;
      case ResetTarget.ByEither(_, String typed) -> typed;
    };
  }

  /** Returns the owner of the account if the owner can get a mail; otherwise a decoy. */
  Recipient recipient(Transaction tx) {
    return Recipient.of(tx, account, typedAddress());
  }

  private EmailAddress typedAddress() {
    return switch (target) {
      case ResetTarget.ByAddress(EmailAddress typed) -> typed;
      case ResetTarget.ByUsername _ -> NOWHERE;
      case ResetTarget.ByEither(EmailAddress typed, _) -> typed;
    };
  }
}
