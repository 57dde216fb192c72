package dev.restauth.account;

import dev.restauth.assurance.AuthenticationMethods;
import dev.restauth.http.Caller;

/**
 * The proofs that an account has, and the proofs with which its user logged in. Actions that a thief must not be able to
 * perform require the strongest proofs.
 */
public interface AccountProofs {
  /**
   * The proofs that an account has.
   *
   * @param password whether it has a password
   * @param passkey whether it has a passkey
   */
  record Held(boolean password, boolean passkey) {}

  /** Returns the proofs that an account has. */
  Held of(long accountId);

  /** Returns the methods of the current log-in. If the token does not name them, the password confirmed the call. */
  AuthenticationMethods methods(Caller.User user);
}
