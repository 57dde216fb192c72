package dev.restauth.account;

import dev.restauth.event.Actor;
import java.util.Optional;

/** Turns accounts that an operator creates into administrators. */
public interface NewAdministrators {
  /**
   * Returns a sentence that tells the operator why new accounts cannot become administrators; empty
   * if they can become administrators.
   */
  Optional<String> refusal();

  /**
   * Returns an admission that makes the new account an administrator, in the transaction that
   * creates the account.
   */
  Admission admission(Actor by);
}
