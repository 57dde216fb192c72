package dev.restauth.token;

import dev.restauth.store.Change;
import java.util.Optional;

/**
 * A change of signing keys: a key was added or removed, or its start time was changed.
 *
 * @param kid the id of the key; empty for all keys
 */
public record SigningKeyChanged(String kid) {
  /** The name of this kind of change. */
  public static final String KIND = "signing_key";

  /** Returns the change to announce. */
  public Change change() {
    return new Change(KIND, kid, 0);
  }

  /** Converts an announced change; empty if the change is of another kind. */
  public static Optional<SigningKeyChanged> of(Change change) {
    return change.is(KIND)
        ? Optional.of(new SigningKeyChanged(change.subject()))
        : Optional.empty();
  }
}
