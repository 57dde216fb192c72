package dev.restauth.account;

import dev.restauth.event.Actor;
import java.util.Optional;

/** Turns accounts that an operator creates into administrators. */
public interface NewAdministrators {
  /**
   * Returns a sentence for the operator that explains why no account can become an administrator; empty if accounts can become
   * administrators.
   */
  Optional<String> refusal();

  /**
   * Returns an admission that makes the new account an administrator, in the transaction that
   * creates it.
   */
  Admission admission(Actor by);
}
