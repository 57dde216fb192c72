package dev.restauth.account;

import dev.restauth.event.Actor;
import java.util.Optional;

/** Makes accounts that an operator creates administrators. */
public interface NewAdministrators {
  /** Returns the reason, as a sentence for the operator, why no account can be made one. */
  Optional<String> refusal();

  /** Returns the action that makes the new account an administrator, in the transaction that creates it. */
  Admission admission(Actor by);
}
