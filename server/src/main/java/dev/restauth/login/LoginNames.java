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
 * The names under which users log in: their user names and, if the operator allows it, their
 * confirmed e-mail addresses. An exact user name has priority over an address, even if it is the
 * name of a legacy user. Thread-safe.
 *
 * @param withAddresses whether users may log in with e-mail addresses
 */
record LoginNames(Store store, LegacyDirectory legacy, boolean withAddresses) {
  /** An address that nobody has. Looking it up takes as long as looking up any other address. */
  private static final EmailAddress NOBODYS =
      EmailAddress.of("nobody@example.invalid").orElseThrow();

  /** An id that no account has. */
  private static final long NOBODY = 0;

  /**
   * A presented name.
   *
   * @param username the user name to look up
   * @param key the key under which failed log-ins are counted. All spellings of an address have the
   *     same key, whether or not an account has the address. An account's address has the key of
   *     the account's user name, so that nobody gets more guesses by using both
   */
  record Presented(String username, String key) {
    static Presented name(String username) {
      return new Presented(username, Username.forLookup(username));
    }
  }

  /**
   * Returns whether a name may be an e-mail address. If not, {@link #find} does not read the store.
   */
  private boolean mayBeAddress(String presented) {
    return withAddresses && presented.indexOf('@') >= 0;
  }

  /**
   * Finds the user name for which a presented name stands. The work is the same whether or not the
   * account exists.
   *
   * @param presented the name as the client sent it; a name that becomes an address only by
   *     preparation does not count as an address
   */
  Presented find(String presented) {
    if (!mayBeAddress(presented)) {
      return Presented.name(presented);
    }
    Optional<EmailAddress> address = EmailAddress.of(presented);
    boolean inLegacy = legacy.exists() && legacy.hasSpelling(presented);
    Found found =
        store.reading(
            tx ->
                new Found(
                    new AccountRows(tx).findBySpelling(presented),
                    owner(tx, address.orElse(NOBODYS))));
    return address.isEmpty() || inLegacy || found.named().isPresent()
        ? Presented.name(presented)
        : found
            .owner()
            .map(account -> Presented.name(account.username()))
            .orElseGet(() -> new Presented(presented, ":" + address.get().comparable()));
  }

  /** The account that has the user name, and the account that has the e-mail address. */
  private record Found(Optional<Account> named, Optional<Account> owner) {}

  private static Optional<Account> owner(Transaction tx, EmailAddress address) {
    return new AccountRows(tx).findById(new EmailRows(tx).accountOf(address).orElse(NOBODY));
  }

  /**
   * Looks up an address that nobody has, unless {@link #find} has looked up an address. Log-ins
   * with a user name and log-ins with an address then take the same time.
   */
  void decoyLookup(String presented) {
    if (withAddresses && !mayBeAddress(presented)) {
      var _ = store.reading(tx -> owner(tx, NOBODYS));
    }
  }
}
