package dev.restauth.servicekey;

import dev.restauth.store.Change;
import java.util.Optional;

/**
 * A service's key was added, removed, enabled or disabled.
 *
 * @param name its name
 */
public record ServiceKeyChanged(String name) {
  /** The name of this kind of change. */
  public static final String KIND = "service_key";

  /** As it is announced. */
  public Change change() {
    return new Change(KIND, name, 0);
  }

  /** From what was announced; empty if that is of another kind. */
  public static Optional<ServiceKeyChanged> of(Change change) {
    return change.is(KIND)
        ? Optional.of(new ServiceKeyChanged(change.subject()))
        : Optional.empty();
  }
}
