package dev.restauth.password;

/** What came of hashing a new password. */
public sealed interface HashOutcome {
  /** Done. */
  record Hashed(PasswordHash hash) implements HashOutcome {}

  /** Not done: too many passwords are waiting, the hasher is closed, or the caller was interrupted. */
  record Busy() implements HashOutcome {}
}
