package dev.restauth.login;

import dev.restauth.store.Change;
import java.util.Optional;

/**
 * An operator has had the failed log-ins to an account forgotten.
 *
 * @param id whose
 */
record AccountUnlocked(long id) {
  /** The name of this kind of change. */
  static final String KIND = "account_unlocked";

  /** As it is announced. */
  Change change() {
    return new Change(KIND, Long.toString(id), 0);
  }

  /** From what was announced; empty if that is of another kind. */
  static Optional<AccountUnlocked> of(Change change) {
    return change.is(KIND)
        ? Optional.of(new AccountUnlocked(Long.parseLong(change.subject())))
        : Optional.empty();
  }
}
