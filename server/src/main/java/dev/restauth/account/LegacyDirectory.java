package dev.restauth.account;

import dev.restauth.password.PasswordHash;
import java.util.List;
import java.util.Optional;

/**
 * Accounts that another application still has, while both run side by side. Whom the store knows, by
 * name, by id or by what the other application calls her, is never looked for there again. Safe for use
 * by many threads.
 *
 * <p>Every method but {@link #decoy} throws {@link dev.restauth.store.StoreUnavailableException} where
 * the other application's database does not answer: that somebody is not there cannot be said then.
 */
public interface LegacyDirectory {

  /** An account there. */
  interface Person {
    /** Her name, verbatim. */
    String username();

    /** What her password is checked against; empty where she has none that can be checked here. */
    Optional<PasswordHash> passwordHash();

    /**
     * Makes her one of ours, once; call it when her password was right.
     *
     * @return her account, or empty where somebody else has her name or id here
     */
    Optional<Account> adopt();
  }

  /**
   * Some of those who are there.
   *
   * @param people how many there are in all
   * @param hashes what the passwords of some are checked against; those of people without one are empty
   */
  record Sample(long people, List<Optional<PasswordHash>> hashes) {
    /** Of nobody. */
    public static final Sample NONE = new Sample(0, List.of());
  }

  /** Whether there is another application at all. */
  boolean exists();

  /** Some of those who are there; may take a minute. */
  Sample sample();

  /** The account of that name there, compared byte by byte. */
  Optional<Person> byName(String username);

  /** Whether anybody has that name there, also one who cannot log in here. */
  boolean hasName(String username);

  /** The account of that id there. */
  Optional<Person> byId(long id);

  /** Takes as long as looking for somebody, so that who is ours already does not show; never fails. */
  void decoy();

  /** Makes sure that ids given here are none that will be given there. */
  void beforeNewAccount();

  /** There is no other application. */
  static LegacyDirectory nowhere() {
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
      public Optional<Person> byName(String username) {
        return Optional.empty();
      }

      @Override
      public boolean hasName(String username) {
        return false;
      }

      @Override
      public Optional<Person> byId(long id) {
        return Optional.empty();
      }

      @Override
      public void decoy() {}

      @Override
      public void beforeNewAccount() {}
    };
  }
}
