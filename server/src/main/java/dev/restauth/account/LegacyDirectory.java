package dev.restauth.account;

import dev.restauth.password.PasswordHash;
import dev.restauth.store.Transaction;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The accounts of a legacy application while the application runs side by side with this server. If the store already has an
 * account, by name, by id or by its key in the legacy application, this server never looks up the account there again.
 * Thread-safe.
 *
 * <p>Every method except {@link #decoyLookup} throws {@link dev.restauth.store.StoreUnavailableException} if the legacy
 * database does not answer: in that case, the server cannot determine whether the account exists.
 */
public interface LegacyDirectory {

  /** An account of the legacy application. */
  interface LegacyUser {
    /** Returns the user name, verbatim. */
    String username();

    /** Returns the password hash; empty if the user has no hash that this server can check. */
    Optional<PasswordHash> passwordHash();

    /**
     * Returns whether the account has a second factor in the legacy application that cannot be imported. This server does not
     * adopt such an account: after an adoption, the password alone would give access to the account.
     */
    default boolean hasForeignFactor() {
      return false;
    }

    /**
     * Imports the account, only once. Call this method after the password was verified.
     *
     * @param adopted runs in the transaction that imports the account
     * @return the imported account, or empty if its name or id is taken at this server, or if the account {@link
     *     #hasForeignFactor}
     */
    Optional<Account> adopt(BiConsumer<Transaction, Account> adopted);
  }

  /**
   * A sample of the legacy accounts.
   *
   * @param users the number of all accounts
   * @param hashes the password hashes of some accounts; empty for an account without a hash
   */
  record Sample(long users, List<Optional<PasswordHash>> hashes) {
    /** The sample of an application without accounts. */
    public static final Sample NONE = new Sample(0, List.of());
  }

  /** Returns whether a legacy application is configured. */
  boolean exists();

  /** Returns a sample of the accounts; may take a minute. */
  Sample sample();

  /** Returns the account with this name, compared byte by byte. */
  Optional<LegacyUser> byName(String username);

  /** Returns whether an account has this name, even an account that may not log in at this server. */
  boolean hasName(String username);

  /** Returns the account with this id. */
  Optional<LegacyUser> byId(long id);

  /**
   * Takes as long as a look-up, so that the time does not show whether an account was already
   * imported; never fails.
   */
  void decoyLookup();

  /** Ensures that the legacy application will not assign ids that this server assigns. */
  void beforeNewAccount();

  /** Returns the directory that is used if no legacy application is configured. */
  static LegacyDirectory none() {
    return new LegacyDirectory() {
      @Override
      public boolean exists() {
        return false;
      }

      @Override
      public Sample sample() {
        return Sample.NONE;
      }

      @Override
      public Optional<LegacyUser> byName(String username) {
        return Optional.empty();
      }

      @Override
      public boolean hasName(String username) {
        return false;
      }

      @Override
      public Optional<LegacyUser> byId(long id) {
        return Optional.empty();
      }

      @Override
      public void decoyLookup() {}

      @Override
      public void beforeNewAccount() {}
    };
  }
}
