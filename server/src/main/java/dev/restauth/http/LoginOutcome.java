package dev.restauth.http;

import java.time.Duration;

/** What a log-in with name and password came to. */
public sealed interface LoginOutcome {
  /** The password is right and the account may log in. */
  record LoggedIn(Caller.User user) implements LoginOutcome {}

  /** The password is right, and does not suffice: the account asks for something else as well. */
  record FactorMissing() implements LoginOutcome {}

  /** It is not, or there is no such account, or it may not log in: nobody is told which. */
  record Refused() implements LoginOutcome {}

  /** Too many passwords wait to be hashed. */
  record Busy() implements LoginOutcome {}

  /**
   * It was not looked at, because too many were wrong before.
   *
   * @param retryAfter how long until one will be looked at
   */
  record Throttled(Duration retryAfter) implements LoginOutcome {}

  /** It was not looked at, because nobody waits for the answer. */
  record Gone() implements LoginOutcome {}
}
