package dev.restauth.assurance;

/** The state of an account's second factor, as {@link Assurance} needs it. */
public enum SecondFactor {
  /** The account has no factor, and needs none. */
  NONE,
  /** The account has at least one factor. */
  ENROLLED,
  /**
   * The account has no factor, although it must have one. No proof suffices until a factor is
   * enrolled.
   */
  DUE
}
