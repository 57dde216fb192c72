package dev.restauth.assurance;

/** The second factor of an account, as the judge needs to know it. */
public enum SecondFactor {
  /** It has none, and needs none. */
  NONE,
  /** It has one. */
  ENROLLED,
  /** It must have one, and has none: nothing is enough before it is enrolled. */
  DUE
}
