package dev.restauth.account;

import dev.restauth.event.Actor;
import java.util.Optional;

/** Makes new accounts of an operator administrators. */
public interface NewAdministrators {
  /** Returns the reason, as a sentence for the operator, why no account can be made one. */
  Optional<String> refusal();

  /** Returns what makes the new account one, in the transaction that creates it. */
  Admission admission(Actor by);
}
