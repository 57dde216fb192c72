package dev.restauth.password;

/** The outcome of hashing a new password. */
public sealed interface HashOutcome {
  /** The password was hashed. */
  record Hashed(PasswordHash hash) implements HashOutcome {}

  /**
   * The password was not hashed: too many passwords are waiting, the hasher is closed, or the
   * caller was interrupted.
   */
  record Busy() implements HashOutcome {}
}
