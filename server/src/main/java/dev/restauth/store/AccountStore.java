package dev.restauth.store;

import java.time.Instant;
import java.util.Optional;

/**
 * The accounts. Each call is atomic; those that may succeed once say who won. What raises an account's
 * generation removes its sessions.
 */
public interface AccountStore {

  /**
   * Makes an account unless the name is taken, also by an account that was closed.
   *
   * @param username as prepared by the caller; compared byte by byte
   * @param passwordHash a PHC string
   * @param at the time of creation
   * @return the new account, or empty where the name is taken
   */
  Optional<Account> create(String username, String passwordHash, Instant at);

  /**
   * Looks up by name.
   *
   * @param username compared byte by byte
   * @return the account in whatever state, or empty
   */
  Optional<Account> findByUsername(String username);

  /**
   * Looks up by id.
   *
   * @param id any number
   * @return the account in whatever state, or empty
   */
  Optional<Account> findById(long id);

  /**
   * Whether an account is active and in {@code generation}. Then it stays so until the transaction ends,
   * and whoever else holds or changes it waits until then.
   */
  boolean hold(long id, long generation);

  /**
   * Sets a new password hash and raises the generation, if the account is active and still in {@code
   * generation}.
   *
   * @return the account as it is now, or empty where somebody else changed it first
   */
  Optional<Account> changePassword(long id, long generation, String passwordHash);

  /**
   * Puts another hash of the same password in the place of {@code known}. Tokens stay.
   *
   * @param foreignKind what kind of hash it is now; empty for one such as this program makes
   * @return whether {@code known} was still there
   */
  boolean replaceHash(long id, String known, String passwordHash, Optional<String> foreignKind);

  /**
   * Closes the account for good, erases its password hash and raises the generation, if it is not
   * closed yet and still in {@code generation}.
   *
   * @return the account as it is now, or empty where somebody else changed it first
   */
  Optional<Account> close(long id, long generation);

  /**
   * Disables an active account, or enables a disabled one, and raises the generation.
   *
   * @return the account as it is now, or empty where nothing was changed
   */
  Optional<Account> changeState(long id, boolean active);

  /**
   * Raises the generation of an active account, if it is still in {@code generation}.
   *
   * @return the account as it is now, or empty where somebody else changed it first
   */
  Optional<Account> endAllTokens(long id, long generation);
}
