package dev.restauth.password;

/** The outcome of hashing a new password. */
public sealed interface HashOutcome {
  /** The password was hashed. */
  record Hashed(PasswordHash hash) implements HashOutcome {}

  /**
   * The password was not hashed, because too many requests were waiting, the hasher was closed, or
   * the caller was interrupted.
   */
  record Busy() implements HashOutcome {}
}
