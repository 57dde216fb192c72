package dev.restauth.client;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Changes of rights that may still affect unexpired tokens. Each change has a number. Of the tokens
 * that a change affects, it outdates the tokens with a lower number. A change of an account affects
 * all its tokens. A change of a role affects tokens that name the role or have one of its scopes.
 * Changes of an organization, and of a role in all organizations, are treated like changes of a
 * role. Thread-safe.
 */
final class RightsChanges {
  private final Map<String, AccountChange> accounts = new ConcurrentHashMap<>();

  /** The changes by role, guarded by this object. Readers use the index. */
  private final Map<String, RoleChange> roles = new HashMap<>();

  private volatile Index index = Index.of(Map.of());

  private record AccountChange(long rights, long until) {
    AccountChange merge(AccountChange other) {
      return new AccountChange(Math.max(rights, other.rights), Math.max(until, other.until));
    }
  }

  private record RoleChange(Set<String> scopes, long rights, long until) {
    RoleChange merge(RoleChange other) {
      return new RoleChange(
          Stream.of(scopes, other.scopes)
              .flatMap(Set::stream)
              .collect(Collectors.toUnmodifiableSet()),
          Math.max(rights, other.rights),
          Math.max(until, other.until));
    }
  }

  /**
   * The highest number for each role and for each scope, so that a check takes the same time
   * however many roles have changed.
   *
   * @param highest the highest number of all changes, or zero if there are no changes; no change of
   *     a role outdates a token with this number or a higher one
   */
  private record Index(long highest, Map<String, Long> byRole, Map<String, Long> byScope) {
    static Index of(Map<String, RoleChange> roles) {
      long highest = 0;
      Map<String, Long> byRole = new HashMap<>();
      Map<String, Long> byScope = new HashMap<>();
      for (Map.Entry<String, RoleChange> each : roles.entrySet()) {
        RoleChange change = each.getValue();
        highest = Math.max(highest, change.rights());
        byRole.put(each.getKey(), change.rights());
        change.scopes().forEach(scope -> byScope.merge(scope, change.rights(), Math::max));
      }
      return new Index(highest, byRole, byScope);
    }

    boolean outdates(TokenClaims claims) {
      return claims.rights() < highest
          && (isAbove(claims.rights(), byScope, claims.scopes())
              || isAbove(claims.rights(), byRole, claims.roles())
              || claims
                  .organization()
                  .filter(in -> isAbove(claims.rights(), byRole, in.marks()))
                  .isPresent());
    }

    private static boolean isAbove(long rights, Map<String, Long> numbers, Set<String> names) {
      for (String name : names) {
        if (rights < numbers.getOrDefault(name, 0L)) {
          return true;
        }
      }
      return false;
    }
  }

  void addAccount(String subject, long rights, long until) {
    accounts.merge(subject, new AccountChange(rights, until), AccountChange::merge);
  }

  /**
   * Adds a change of a role. Several changes of one role become one change, with all scopes, the
   * highest number and the latest time.
   */
  synchronized void addRole(String role, Set<String> scopes, long rights, long until) {
    roles.merge(role, new RoleChange(Set.copyOf(scopes), rights, until), RoleChange::merge);
    index = Index.of(roles);
  }

  /** Returns whether a token with these claims is outdated. */
  boolean outdate(TokenClaims claims) {
    AccountChange change = accounts.get(claims.subject());
    return (change != null && claims.rights() < change.rights()) || index.outdates(claims);
  }

  /**
   * Removes the changes whose outdated tokens have all expired at {@code now}, in seconds since the
   * epoch.
   */
  synchronized void removeExpired(long now) {
    accounts.values().removeIf(change -> change.until() <= now);
    if (roles.values().removeIf(change -> change.until() <= now)) {
      index = Index.of(roles);
    }
  }

  /** Returns the number of entries. */
  synchronized int size() {
    return accounts.size() + roles.size();
  }
}
