package dev.restauth.http;

import dev.restauth.assurance.HalfAuthentication;
import java.time.Duration;

/** Outcomes of a log-in with name and password. */
public sealed interface LoginOutcome {
  /** The password is correct and the account may log in. */
  record LoggedIn(Caller.User user) implements LoginOutcome {}

  /**
   * The password is correct but does not suffice: the account has a second factor.
   *
   * @param half the half authentication: the factors that the user has proved so far
   */
  record FactorMissing(HalfAuthentication half) implements LoginOutcome {}

  /**
   * The password is correct, but the account must have a second factor and has none. All that the
   * user can do is enrol one.
   *
   * @param half the factors that the user has proved so far
   */
  record EnrolmentDue(HalfAuthentication half) implements LoginOutcome {}

  /**
   * The password is wrong, the account does not exist, or the account may not log in. The client
   * does not learn which of these is the case.
   */
  record Refused() implements LoginOutcome {}

  /** Too many passwords are waiting to be hashed. */
  record Busy() implements LoginOutcome {}

  /**
   * The server did not check the password, because too many earlier passwords were wrong.
   *
   * @param retryAfter the time until the server will check a password again
   */
  record Throttled(Duration retryAfter) implements LoginOutcome {}

  /** The server did not check the password, because the client no longer waits for the answer. */
  record Gone() implements LoginOutcome {}
}
