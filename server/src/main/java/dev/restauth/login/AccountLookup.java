package dev.restauth.login;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.account.LegacyDirectory;
import dev.restauth.account.Username;
import dev.restauth.password.PasswordHash;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Looks up the account for a log-in, in the store and in a legacy application. Thread-safe.
 */
record AccountLookup(
    Store store, LegacyDirectory legacy, KnownAddresses addresses, LoginThrottle throttle) {
  /**
   * The result of a look-up.
   *
   * @param account the account in the store; empty if there is none
   * @param legacyUser the user of the legacy application, if the store has no account
   * @param seenAt the time at which the account was last used from the client's address
   * @param counts the stored counts of failed log-ins
   */
  record LookupResult(
      Optional<Account> account,
      Optional<LegacyDirectory.LegacyUser> legacyUser,
      Optional<Instant> seenAt,
      LoginThrottle.StoredCounts counts) {

    Optional<Long> accountId() {
      return account.map(Account::id);
    }

    Optional<PasswordHash> passwordHash() {
      return account.isPresent()
          ? account.flatMap(Account::passwordHash).map(PasswordHash::stored)
          : legacyUser.flatMap(LegacyDirectory.LegacyUser::passwordHash);
    }

    boolean hasForeignFactor() {
      return account.isEmpty()
          && legacyUser.filter(LegacyDirectory.LegacyUser::hasForeignFactor).isPresent();
    }

    /**
     * Returns the account for the log-in, after importing it if necessary. Call this method only
     * after the password was verified.
     *
     * @param adopted runs in the transaction that imports the account
     */
    Optional<Account> adoptedAndActive(BiConsumer<Transaction, Account> adopted) {
      return account
          .or(() -> legacyUser.flatMap(user -> user.adopt(adopted)))
          .filter(Account::active);
    }
  }

  /** Looks up an account in the store, but not in the legacy application. */
  LookupResult findStored(LoginNames.Presented presented, String source) {
    long readAfter = throttle.lastApplied();
    return store.reading(
        tx -> {
          Optional<Account> account = new AccountRows(tx).findBySpelling(presented.username());
          String name = account.map(Account::username).orElse(presented.key());
          Optional<Instant> seenAt = addresses.seenAt(tx, name, source);
          LoginThrottle.StoredCounts counts =
              throttle.readCounts(tx, presented.key(), source, seenAt.isPresent(), readAfter);
          return new LookupResult(account, Optional.empty(), seenAt, counts);
        });
  }

  /**
   * Looks up an account in the store and in the legacy application. The verbatim name has priority
   * over the prepared name: the verbatim name may belong to a legacy user, and its prepared form to
   * another account.
   */
  LookupResult find(LoginNames.Presented presented, String source) {
    String username = presented.username();
    LookupResult stored = findStored(presented, source);
    if (stored.account().filter(found -> found.username().equals(username)).isPresent()) {
      legacy.decoyLookup();
      return stored;
    }
    Optional<LegacyDirectory.LegacyUser> legacyUser = legacy.byName(username);
    if (legacyUser.isEmpty() && stored.account().isPresent()) {
      return stored;
    }
    return new LookupResult(
        Optional.empty(),
        legacyUser.or(() -> findLegacyByPreparedName(username)),
        stored.seenAt(),
        stored.counts());
  }

  private Optional<LegacyDirectory.LegacyUser> findLegacyByPreparedName(String username) {
    List<String> spellings = Username.spellings(username);
    return spellings.size() > 1 ? legacy.byName(spellings.getLast()) : Optional.empty();
  }
}
