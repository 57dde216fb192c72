package dev.restauth.role;

import dev.restauth.http.AdministrativeScope;
import dev.restauth.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Rights of an account (its roles, scopes and attributes) at one state of the database.
 *
 * @param number the number of the last change of any rights in that state
 * @param roles the names of the account's roles
 * @param scopes the scopes of these roles
 * @param attributes the attributes that administrators gave to the account, by name
 */
public record Rights(
    long number, SortedSet<String> roles, SortedSet<String> scopes, JsonObject attributes) {
  /** The rights of an account if no rights were ever changed. */
  public static final Rights NONE =
      new Rights(0, new TreeSet<>(), new TreeSet<>(), new JsonObject(Map.of()));

  /**
   * Returns the scopes that a token of an ordinary session may have: {@code api} and the scopes of
   * the operator's applications. All administrative scopes are excluded, including scopes that a
   * newer server on the same database has added.
   */
  public Set<String> everyday() {
    Set<String> all = new TreeSet<>(scopes);
    all.removeIf(
        scope -> AdministrativeScope.isOne(scope) || AdministrativeScope.isReserved(scope));
    all.add(AdministrativeScope.API);
    return all;
  }

  /**
   * Returns the scopes that a personal key or a narrowed session may have: the scopes of {@link
   * #everyday}, and {@value AdministrativeScope#PROFILE_READ}.
   */
  public Set<String> grantable() {
    Set<String> all = everyday();
    all.add(AdministrativeScope.PROFILE_READ);
    return all;
  }

  /** Returns these rights together with the rights of a role in an organisation. */
  public Rights in(OrganizationRights organization) {
    TreeSet<String> all = new TreeSet<>(scopes);
    // A later version may have added an administrative scope to the role, but such a scope never
    // applies to an organisation.
    organization.scopes().stream()
        .filter(scope -> !AdministrativeScope.isOne(scope))
        .forEach(all::add);
    return new Rights(number, roles, all, attributes);
  }

  /**
   * Returns the attributes with these names as claims, as many as fit into {@link
   * Roles#CLAIM_BYTES}.
   */
  public Map<String, Object> attributeClaims(List<String> names) {
    List<String> fitting = new ArrayList<>(names);
    while (!fitting.isEmpty() && AdminAttributes.size(attributes, fitting) > Roles.CLAIM_BYTES) {
      fitting.removeLast(); // the setting was changed after the attributes were set
    }
    return AdminAttributes.claims(attributes, fitting);
  }

  /** Returns the administrative scopes. */
  public Set<String> administrative() {
    return scopes.stream().filter(AdministrativeScope::isOne).collect(Collectors.toSet());
  }
}
