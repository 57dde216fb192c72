package dev.restauth.password;

/** The outcome of checking a password. */
public enum VerifyOutcome {
  /** The password is correct. */
  MATCH,

  /** The password is wrong, or there is no usable hash. */
  MISMATCH,

  /**
   * The password was not checked, because too many requests were waiting, the hasher was closed, or
   * the caller was interrupted.
   */
  BUSY
}
