package dev.restauth.password;

/** The outcome of checking a password. */
public enum VerifyOutcome {
  /** The password is right. */
  MATCH,

  /** The password is wrong, or there is no usable hash. */
  MISMATCH,

  /**
   * The password was not checked: too many passwords are waiting, the hasher is closed, or the
   * caller was interrupted.
   */
  BUSY
}
