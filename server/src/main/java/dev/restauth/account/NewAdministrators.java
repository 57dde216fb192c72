package dev.restauth.account;

import dev.restauth.event.Actor;
import java.util.Optional;

/** Makes accounts that an operator creates administrators. */
public interface NewAdministrators {
  /**
   * Returns a sentence for the operator that says why no account can become an administrator; empty
   * if one can.
   */
  Optional<String> refusal();

  /**
   * Returns an admission that makes the new account an administrator, in the transaction that
   * creates it.
   */
  Admission admission(Actor by);
}
