package dev.restauth.password;

/** What came of checking a password. */
public enum VerifyOutcome {
  /** It is the password. */
  MATCH,

  /** It is not, or there is nothing it could match. */
  MISMATCH,

  /** Not checked: too many passwords are waiting, the hasher is closed, or the caller was interrupted. */
  BUSY
}
