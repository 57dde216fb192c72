package dev.restauth.role;

import dev.restauth.store.Change;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A change of a role: tokens with a lower number are outdated if they have the role, or one of the scopes that it had.
 *
 * @param role the name of the role
 * @param scopes the scopes that the role had; none if it is new
 * @param number the number of the change
 */
public record RoleChanged(String role, Set<String> scopes, long number) {
  /** The kind of this change. */
  public static final String KIND = "role";

  /** Copies the scopes. */
  public RoleChanged {
    scopes = Set.copyOf(scopes);
  }

  /**
   * Returns the change as it is announced to the other servers. The names are separated by spaces, which no name
   * contains.
   */
  public Change change() {
    return new Change(KIND, String.join(" ", role, String.join(" ", scopes)).strip(), number);
  }

  /** Reads an announced change; empty if it is of another kind. */
  public static Optional<RoleChanged> of(Change change) {
    if (!change.is(KIND)) {
      return Optional.empty();
    }
    List<String> names = List.of(change.subject().split(" "));
    return Optional.of(
        new RoleChanged(
            names.getFirst(), Set.copyOf(names.subList(1, names.size())), change.value()));
  }
}
