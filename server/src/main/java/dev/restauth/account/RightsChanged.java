package dev.restauth.account;

import dev.restauth.store.Change;
import java.util.Optional;

/**
 * A change of an account's rights. The account's tokens with a lower number are outdated.
 *
 * @param id the account
 * @param number the number of the change
 */
public record RightsChanged(long id, long number) {
  /** The kind of this change. */
  public static final String KIND = "rights";

  /** Returns the change in the form that is announced to the other servers. */
  public Change change() {
    return new Change(KIND, Long.toString(id), number);
  }

  /** Parses an announced change; empty if the change is of another kind. */
  public static Optional<RightsChanged> of(Change change) {
    return change.is(KIND)
        ? Optional.of(new RightsChanged(Long.parseLong(change.subject()), change.value()))
        : Optional.empty();
  }
}
