package dev.restauth.role;

import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A role.
 *
 * @param name unique
 * @param scopes at most {@value Roles#SCOPES_AT_MOST}, in the order of the alphabet
 * @param description what it is for, in the operator's words
 * @param createdAt to the microsecond
 */
public record Role(
    String name, Set<String> scopes, Optional<String> description, Instant createdAt) {
  /** Copies and sorts the scopes. */
  public Role {
    scopes = Collections.unmodifiableSet(new TreeSet<>(scopes));
  }
}
