package dev.restauth.account;

import dev.restauth.password.PasswordHash;
import dev.restauth.store.Transaction;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Accounts of a legacy application while it runs side by side with this server. An account that the
 * store already has, by name, by id or by its key in the legacy application, is never looked up
 * there again. Thread-safe.
 *
 * <p>Every method except {@link #decoyLookup} throws {@link dev.restauth.store.StoreUnavailableException} if the legacy
 * database does not answer: then the server cannot tell whether there is such an account.
 */
public interface LegacyDirectory {

  /** An account of the legacy application. */
  interface LegacyUser {
    /** Returns the user name, verbatim. */
    String username();

    /** Returns the password hash; empty if the user has none that can be checked here. */
    Optional<PasswordHash> passwordHash();

    /**
     * Returns whether the account has a second factor there that cannot be imported. Such an account is not adopted: here,
     * the password alone would give access to it.
     */
    default boolean hasForeignFactor() {
      return false;
    }

    /**
     * Imports the account, once. To be called after the password was verified.
     *
     * @param adopted runs in the transaction that imports it
     * @return the imported account, or empty if its name or id is taken here, or it {@link #hasForeignFactor}
     */
    Optional<Account> adopt(BiConsumer<Transaction, Account> adopted);
  }

  /**
   * A sample of the legacy accounts.
   *
   * @param users the number of all accounts
   * @param hashes the password hashes of some accounts; empty for an account without one
   */
  record Sample(long users, List<Optional<PasswordHash>> hashes) {
    /** The sample of an application without accounts. */
    public static final Sample NONE = new Sample(0, List.of());
  }

  /** Returns whether there is a legacy application. */
  boolean exists();

  /** Returns a sample of the accounts; may take a minute. */
  Sample sample();

  /** Returns the account of that name, compared byte by byte. */
  Optional<LegacyUser> byName(String username);

  /** Returns whether an account has that name, even one that may not log in here. */
  boolean hasName(String username);

  /** Returns the account of that id. */
  Optional<LegacyUser> byId(long id);

  /**
   * Takes as long as a look-up, so that the time does not show whether an account was already
   * imported; never fails.
   */
  void decoyLookup();

  /** Makes sure that ids assigned here will not be assigned by the legacy application. */
  void beforeNewAccount();

  /** Returns the directory that is used if there is no legacy application. */
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
