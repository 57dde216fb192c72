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
 * What an account may do, as one moment of the database has it.
 *
 * @param number the number of the last change of any rights at that moment
 * @param roles the names of the account's roles
 * @param scopes the scopes of these roles
 * @param attributes what administrators say of the account, by name
 */
public record Rights(
    long number, SortedSet<String> roles, SortedSet<String> scopes, JsonObject attributes) {
  /** The rights of an account before the first change of any. */
  public static final Rights NONE = new Rights(0, new TreeSet<>(), new TreeSet<>(), new JsonObject(Map.of()));

  /** Returns the scopes that a token of an everyday session may have: {@code api} and those of the application. */
  public Set<String> everyday() {
    Set<String> all = new TreeSet<>(scopes);
    all.removeIf(AdministrativeScope::isOne);
    all.add(AdministrativeScope.API);
    return all;
  }

  /** Returns the attributes of these names as claims, as many as fit into {@link Roles#CLAIM_BYTES}. */
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
