package dev.restauth.account;

import dev.restauth.password.Applicant;
import java.time.Duration;

/** Asks for an account's password once more, as a log-in would, and with the limits of one. */
public interface CurrentPassword {

  /** What it came to. */
  sealed interface Outcome {
    /** It is right. */
    record Right() implements Outcome {}

    /** It is not. */
    record Wrong() implements Outcome {}

    /** Too many were wrong: it was not looked at. */
    record Throttled(Duration retryAfter) implements Outcome {}

    /** Too many passwords wait to be hashed. */
    record Busy() implements Outcome {}
  }

  /** Checks it. */
  Outcome check(String username, String password, Applicant applicant);
}
