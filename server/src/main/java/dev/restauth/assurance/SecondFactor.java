package dev.restauth.assurance;

/** The state of an account's second factor, as the judge needs it. */
public enum SecondFactor {
  /** No factor, and none is needed. */
  NONE,
  /** At least one factor. */
  ENROLLED,
  /** No factor, although one is required: no proof is enough until a factor is enrolled. */
  DUE
}
