package dev.restauth.role;

import dev.restauth.role.RightsRows.ChangedRole;
import dev.restauth.store.Snapshots;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The role changes that make tokens outdated, in memory. A change stays in memory until all tokens
 * that it makes outdated have expired. Every token check reads these changes. They are few, because
 * only people make them. Thread-safe.
 */
public final class ChangedRoles {
  /**
   * All changes, and the highest change number of all roles, of each role, and of each scope. The
   * cost of a check therefore does not depend on the number of changes.
   */
  private record State(
      List<ChangedRole> changes,
      long highest,
      Map<String, Long> byRole,
      Map<String, Long> byScope) {
    static final State EMPTY = of(List.of());

    static State of(List<ChangedRole> changes) {
      Map<String, Long> byRole = new HashMap<>();
      Map<String, Long> byScope = new HashMap<>();
      for (ChangedRole each : changes) {
        byRole.merge(each.role(), each.number(), Math::max);
        each.scopes().forEach(scope -> byScope.merge(scope, each.number(), Math::max));
      }
      long highest = byRole.values().stream().mapToLong(number -> number).max().orElse(0);
      return new State(List.copyOf(changes), highest, byRole, byScope);
    }

    boolean outdates(long number, Set<String> scopes, Collection<String> roles) {
      return isAbove(number, byScope, scopes) || isAbove(number, byRole, roles);
    }

    private static boolean isAbove(
        long number, Map<String, Long> numbers, Collection<String> names) {
      for (String name : names) {
        if (number < numbers.getOrDefault(name, 0L)) {
          return true;
        }
      }
      return false;
    }
  }

  private volatile State state = State.EMPTY;
  private volatile long additions;
  private volatile long last;

  /** Adds the changes in the store to the changes in memory. */
  synchronized void reload(Snapshots store) {
    record Stored(List<ChangedRole> changes, long last) {}
    Stored stored =
        store.reading(
            tx -> new Stored(new RightsRows(tx).changedRoles(tx.now()), new RightsRows(tx).last()));
    recordNumber(stored.last());
    stored.changes().forEach(this::add);
  }

  /** Records the number of an announced rights change. */
  synchronized void recordNumber(long number) {
    last = Math.max(last, number);
  }

  /**
   * Returns whether no rights were ever changed, as far as this server has been notified. In that
   * case no account has any rights.
   */
  boolean isNothingChanged() {
    return last == 0;
  }

  /**
   * Adds a change. Several changes to one role are merged into one change that makes at least the
   * same tokens outdated.
   */
  synchronized void add(ChangedRole change) {
    recordNumber(change.number());
    Optional<ChangedRole> before =
        state.changes().stream().filter(each -> each.role().equals(change.role())).findFirst();
    ChangedRole merged = before.map(each -> merge(each, change)).orElse(change);
    if (before.equals(Optional.of(merged))) {
      return;
    }
    Stream<ChangedRole> others =
        state.changes().stream().filter(each -> !each.role().equals(change.role()));
    state = State.of(Stream.concat(others, Stream.of(merged)).toList());
    additions++;
  }

  /**
   * Returns a number that grows with each added change. If a token is found not to be outdated
   * after this number was read, no role change makes it outdated while the number stays the same.
   */
  public long additions() {
    return additions;
  }

  private static ChangedRole merge(ChangedRole one, ChangedRole other) {
    Set<String> scopes = new TreeSet<>(one.scopes());
    scopes.addAll(other.scopes());
    return new ChangedRole(
        one.role(),
        scopes,
        Math.max(one.number(), other.number()),
        one.tokensUntil().isAfter(other.tokensUntil()) ? one.tokensUntil() : other.tokensUntil());
  }

  /** Removes the changes whose outdated tokens have all expired. */
  synchronized void removeExpired(Instant now) {
    state =
        State.of(state.changes().stream().filter(each -> each.tokensUntil().isAfter(now)).toList());
  }

  /**
   * Returns whether any role change makes a token outdated.
   *
   * @param number the token's rights number
   * @param roles the roles and {@link OrganizationRights#marks marks} of the token
   */
  public boolean outdate(long number, Set<String> scopes, Collection<String> roles) {
    State now = state;
    return number < now.highest() && now.outdates(number, scopes, roles);
  }
}
