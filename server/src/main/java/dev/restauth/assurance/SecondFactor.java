package dev.restauth.assurance;

/** The state of an account's second factor, as the judge needs it. */
public enum SecondFactor {
  /** It has none, and needs none. */
  NONE,
  /** It has one. */
  ENROLLED,
  /** It must have one and has none: no proof is enough until a factor is enrolled. */
  DUE
}
