package dev.restauth.account;

import dev.restauth.password.PasswordHash;
import dev.restauth.store.Transaction;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The accounts of a legacy application that runs side by side with this server. Once this server
 * has adopted an account, later changes of the account in the legacy application have no effect
 * here. Accounts are identified by their name, id or key in the legacy application. Thread-safe.
 *
 * <p>All methods except {@link #decoyLookup} throw {@link
 * dev.restauth.store.StoreUnavailableException} if the legacy database does not answer. The server
 * then cannot find out whether the account exists.
 */
public interface LegacyDirectory {

  /** An account of the legacy application. */
  interface LegacyUser {
    /** Returns the user name, verbatim. */
    String username();

    /** Returns the password hash; empty if the user has none that this server can check. */
    Optional<PasswordHash> passwordHash();

    /**
     * Returns whether the legacy application requires a second factor that cannot be imported. This
     * server does not adopt such an account, because the password alone would then give access to
     * it.
     */
    default boolean hasForeignFactor() {
      return false;
    }

    /**
     * Imports the account, only once. Call this method after the password was verified.
     *
     * @param adopted runs in the transaction that imports the account
     * @return the imported account. Empty if the user may not log in to the legacy application, if
     *     the name or the id is taken at this server, or if {@link #hasForeignFactor} is true
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
    /** The sample for an application without accounts. */
    public static final Sample NONE = new Sample(0, List.of());
  }

  /** Returns whether a legacy application is configured. */
  boolean exists();

  /** Returns a sample of the accounts. This may take a minute. */
  Sample sample();

  /** Returns the account with this name, compared byte by byte. */
  Optional<LegacyUser> byName(String username);

  /**
   * Returns whether an account has this name. Accounts that cannot log in to this server count too.
   */
  boolean hasName(String username);

  /** Returns whether a user has one of the {@link Username#spellings} of a name. */
  default boolean hasSpelling(String presented) {
    return Username.spellings(presented).stream().anyMatch(this::hasName);
  }

  /** Returns the account with this id. */
  Optional<LegacyUser> byId(long id);

  /**
   * Takes as long as a look-up, so that the time does not reveal whether an account was already
   * imported. Never fails.
   */
  void decoyLookup();

  /**
   * Raises the next id of this server far above the ids of the legacy application, so that the two
   * do not assign the same ids.
   */
  void beforeNewAccount();

  /** Returns the directory for a server without a legacy application. */
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
