package dev.restauth.account;

import dev.restauth.store.Change;
import java.util.Optional;

/**
 * An account's password or state was changed, so that tokens of older generations have ended.
 *
 * @param id whose
 * @param generation its generation now
 */
public record AccountChanged(long id, long generation) {
  /** The name of this kind of change. */
  public static final String KIND = "account";

  /** As it is announced. */
  public Change change() {
    return new Change(KIND, Long.toString(id), generation);
  }

  /** From what was announced; empty if that is of another kind. */
  public static Optional<AccountChanged> of(Change change) {
    return change.is(KIND)
        ? Optional.of(new AccountChanged(Long.parseLong(change.subject()), change.value()))
        : Optional.empty();
  }
}
