package dev.restauth.account;

import dev.restauth.assurance.AuthenticationMethods;
import dev.restauth.http.Caller;

/**
 * Finds the proofs that an account has, and the proofs with which its user logged in. Actions that
 * must be impossible for a thief require the strongest proofs that the account has.
 */
public interface AccountProofs {
  /**
   * The proofs that an account has.
   *
   * @param password whether the account has a password
   * @param passkey whether the account has a passkey
   */
  record Held(boolean password, boolean passkey) {}

  /** Returns the proofs that an account has. */
  Held of(long accountId);

  /**
   * Returns the methods of the current log-in. If neither the request nor the stored session names
   * any methods, returns only the password.
   */
  AuthenticationMethods methods(Caller.User user);

  /**
   * Returns whether the session with this id was narrowed to some of its account's scopes. Its
   * tokens do not show it, because they have all scopes of the session.
   */
  boolean isNarrowed(String session);
}
