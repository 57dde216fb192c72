package dev.restauth.login;

import dev.restauth.store.Change;
import java.util.Optional;

/**
 * An operator's reset of the failed log-ins to an account.
 *
 * @param id the account
 */
record AccountUnlocked(long id) {
  /** The kind of this change. */
  static final String KIND = "account_unlocked";

  /** Returns the change in the form that is announced to the other servers. */
  Change change() {
    return new Change(KIND, Long.toString(id), 0);
  }

  /** Parses an announced change; empty if the change is of another kind. */
  static Optional<AccountUnlocked> of(Change change) {
    return change.is(KIND)
        ? Optional.of(new AccountUnlocked(Long.parseLong(change.subject())))
        : Optional.empty();
  }
}
