package dev.restauth.servicekey;

import dev.restauth.store.Change;
import java.util.Optional;

/**
 * A change of a service key: it was added, removed, enabled or disabled.
 *
 * @param name the name of the key
 */
public record ServiceKeyChanged(String name) {
  /** The name of this kind of change. */
  public static final String KIND = "service_key";

  /** Returns the change to announce. */
  public Change change() {
    return new Change(KIND, name, 0);
  }

  /** Converts an announced change; empty if the change is of another kind. */
  public static Optional<ServiceKeyChanged> of(Change change) {
    return change.is(KIND)
        ? Optional.of(new ServiceKeyChanged(change.subject()))
        : Optional.empty();
  }
}
