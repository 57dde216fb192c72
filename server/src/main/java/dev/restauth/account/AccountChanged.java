package dev.restauth.account;

import dev.restauth.store.Change;
import java.util.Optional;

/**
 * A change of an account's name, password or state. Tokens of older generations are revoked.
 *
 * @param id the account
 * @param generation the account's generation after the change
 */
public record AccountChanged(long id, long generation) {
  /** The kind of this change. */
  public static final String KIND = "account";

  /** Returns the change in the form that is announced to the other servers. */
  public Change change() {
    return new Change(KIND, Long.toString(id), generation);
  }

  /** Parses an announced change; empty if the change is of another kind. */
  public static Optional<AccountChanged> of(Change change) {
    return change.is(KIND)
        ? Optional.of(new AccountChanged(Long.parseLong(change.subject()), change.value()))
        : Optional.empty();
  }
}
