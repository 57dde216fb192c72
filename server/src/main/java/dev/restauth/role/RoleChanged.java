package dev.restauth.role;

import dev.restauth.store.Change;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A change to a role. Tokens with a lower rights number become outdated if they have the role or
 * one of the scopes that the role had.
 *
 * @param role the name of the role
 * @param scopes the scopes that the role had; none if the role is new
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
   * Returns the change in the form in which it is announced to other servers. The names are
   * separated by spaces, because no name contains a space.
   */
  public Change change() {
    return new Change(KIND, String.join(" ", role, String.join(" ", scopes)).strip(), number);
  }

  /** Reads an announced change; empty if the change is of another kind. */
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
