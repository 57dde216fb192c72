package dev.restauth.account;

import dev.restauth.store.Change;
import java.util.Optional;

/**
 * A change of an adopted application: accounts were imported, or the settings for its tokens were
 * changed.
 *
 * @param sourceId the application
 */
public record AdoptionChanged(long sourceId) {
  /** The kind of this change. */
  public static final String KIND = "adoption";

  /** Returns the change in the form that is announced to the other servers. */
  public Change change() {
    return new Change(KIND, Long.toString(sourceId), 0);
  }

  /** Parses an announced change; empty if the change is of another kind. */
  public static Optional<AdoptionChanged> of(Change change) {
    return change.is(KIND)
        ? Optional.of(new AdoptionChanged(Long.parseLong(change.subject())))
        : Optional.empty();
  }
}
