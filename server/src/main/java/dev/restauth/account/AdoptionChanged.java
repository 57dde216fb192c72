package dev.restauth.account;

import dev.restauth.store.Change;
import java.util.Optional;

/**
 * Accounts were brought in, or it was said which tokens of their application are accepted.
 *
 * @param sourceId which application
 */
public record AdoptionChanged(long sourceId) {
  /** The name of this kind of change. */
  public static final String KIND = "adoption";

  /** As it is announced. */
  public Change change() {
    return new Change(KIND, Long.toString(sourceId), 0);
  }

  /** From what was announced; empty if that is of another kind. */
  public static Optional<AdoptionChanged> of(Change change) {
    return change.is(KIND)
        ? Optional.of(new AdoptionChanged(Long.parseLong(change.subject())))
        : Optional.empty();
  }
}
