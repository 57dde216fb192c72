package dev.restauth.http;

import dev.restauth.assurance.HalfAuthentication;
import java.time.Duration;

/** Outcomes of a log-in with name and password. */
public sealed interface LoginOutcome {
  /** The password is right and the account may log in. */
  record LoggedIn(Caller.User user) implements LoginOutcome {}

  /**
   * The password is right but does not suffice: the account has a second factor.
   *
   * @param half the half authentication: what was proved so far
   */
  record FactorMissing(HalfAuthentication half) implements LoginOutcome {}

  /**
   * The password is right, but the account must have a second factor, and has none: it can only enrol one.
   *
   * @param half what was proved
   */
  record EnrolmentDue(HalfAuthentication half) implements LoginOutcome {}

  /**
   * The password is wrong, the account does not exist, or it may not log in. The client does not learn
   * which.
   */
  record Refused() implements LoginOutcome {}

  /** Too many passwords are waiting to be hashed. */
  record Busy() implements LoginOutcome {}

  /**
   * The password was not checked, because too many were wrong before.
   *
   * @param retryAfter the time until a password will be checked again
   */
  record Throttled(Duration retryAfter) implements LoginOutcome {}

  /** The password was not checked, because no client waits for the answer. */
  record Gone() implements LoginOutcome {}
}
