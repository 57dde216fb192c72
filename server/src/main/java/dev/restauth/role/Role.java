package dev.restauth.role;

import dev.restauth.http.AdministrativeScope;
import dev.restauth.http.VisibleText;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A role.
 *
 * @param name the unique name
 * @param scopes the scopes, at most {@value Roles#SCOPES_AT_MOST}, in alphabetical order
 * @param description the purpose of the role, as described by the operator
 * @param createdAt the time of creation, in microseconds
 */
public record Role(
    String name, Set<String> scopes, Optional<String> description, Instant createdAt) {
  /** Copies and sorts the scopes. */
  public Role {
    scopes = Collections.unmodifiableSet(new TreeSet<>(scopes));
  }

  /**
   * Returns a sentence that says why the name, the scopes or the description is not allowed; empty
   * if a role may have them.
   */
  public static Optional<String> refusal(
      String name, Set<String> scopes, Optional<String> description) {
    if (!Names.isName(name)) {
      return Optional.of("This is no name of a role: " + Names.RULE + ".");
    }
    if (!scopes.stream().allMatch(Names::isName)) {
      return Optional.of("One of the scopes is not a valid name: " + Names.RULE + ".");
    }
    if (scopes.size() > Roles.SCOPES_AT_MOST) {
      return Optional.of(
          "A role has at most " + Roles.SCOPES_AT_MOST + " scopes: divide them among several.");
    }
    if (description.filter(text -> text.length() > Roles.DESCRIPTION_AT_MOST).isPresent()) {
      return Optional.of(
          "A description has at most " + Roles.DESCRIPTION_AT_MOST + " characters: shorten it.");
    }
    if (description.filter(VisibleText::hasInvisible).isPresent()) {
      return Optional.of("A description is one line without invisible characters.");
    }
    return scopes.stream()
        .filter(AdministrativeScope::isReserved)
        .findFirst()
        .map(
            scope ->
                "No role can contain the scope "
                    + scope
                    + ": this server reserves the name. Choose another one. Of the server's own"
                    + " scopes a role can contain "
                    + AdministrativeScope.names()
                    + ".");
  }
}
