package dev.restauth.login;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.account.LegacyDirectory;
import dev.restauth.account.Username;
import dev.restauth.email.EmailRows;
import dev.restauth.mail.EmailAddress;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.util.Optional;

/**
 * Names under which users log in: their user names and, if the operator allows it, their confirmed e-mail addresses.
 * The exact user name comes first, even that of a user of the legacy application. Thread-safe.
 *
 * @param withAddresses whether addresses are accepted
 */
record LoginNames(Store store, LegacyDirectory legacy, boolean withAddresses) {
  /** An address that nobody has. A look-up of this address takes as long as a look-up of any other. */
  private static final EmailAddress NOBODYS =
      EmailAddress.of("nobody@example.invalid").orElseThrow();

  /** An id that no account has. */
  private static final long NOBODY = 0;

  /**
   * A presented name.
   *
   * @param username the user name to look up
   * @param key the key under which failed log-ins are counted. The key is the same for all spellings of an address, whether or
   *     not an account has the address. For the address of an account, it is the key of the account's user name, so that nobody
   *     gets more guesses by using both.
   */
  record Presented(String username, String key) {
    static Presented name(String username) {
      return new Presented(username, Username.forLookup(username));
    }
  }

  /** Returns whether a name may be an address, so that {@link #find} reads the store. */
  private boolean mayBeAddress(String presented) {
    return withAddresses && presented.indexOf('@') >= 0;
  }

  /**
   * Finds the account with a presented name, with the same work whether or not the account exists.
   *
   * @param presented the name as it was sent; a name that becomes an address only when it is prepared is not treated as one
   */
  Presented find(String presented) {
    if (!mayBeAddress(presented)) {
      return Presented.name(presented);
    }
    Optional<EmailAddress> address = EmailAddress.of(presented);
    boolean inLegacy =
        legacy.exists() && Username.spellings(presented).stream().anyMatch(legacy::hasName);
    Found found =
        store.reading(tx -> new Found(named(tx, presented), owner(tx, address.orElse(NOBODYS))));
    return address.isEmpty() || inLegacy || found.named().isPresent()
        ? Presented.name(presented)
        : found
            .owner()
            .map(account -> Presented.name(account.username()))
            .orElseGet(() -> new Presented(presented, ":" + address.get().comparable()));
  }

  /** The account that has a user name, and the account that has an address. */
  private record Found(Optional<Account> named, Optional<Account> owner) {}

  private static Optional<Account> named(Transaction tx, String presented) {
    return Username.spellings(presented).stream()
        .map(new AccountRows(tx)::findByUsername)
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<Account> owner(Transaction tx, EmailAddress address) {
    return new AccountRows(tx).findById(new EmailRows(tx).accountOf(address).orElse(NOBODY));
  }

  /** Takes as long as a look-up of an address's owner, if {@link #find} did not perform this look-up. */
  void decoyLookup(String presented) {
    if (withAddresses && !mayBeAddress(presented)) {
      var _ = store.reading(tx -> owner(tx, NOBODYS));
    }
  }
}
