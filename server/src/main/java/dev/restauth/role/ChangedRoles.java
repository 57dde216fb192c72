package dev.restauth.role;

import dev.restauth.role.RightsRows.ChangedRole;
import dev.restauth.store.Snapshots;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The changed roles in memory, by which tokens that have not all expired are outdated; every check of a token reads
 * them. There are few: roles are changed by hand. Thread-safe.
 */
public final class ChangedRoles {
  /** All changes, and the highest number among them. */
  private record State(List<ChangedRole> changes, long highest) {
    static final State EMPTY = new State(List.of(), 0);

    static State of(List<ChangedRole> changes) {
      return new State(
          List.copyOf(changes), changes.stream().mapToLong(ChangedRole::number).max().orElse(0));
    }
  }

  private volatile State state = State.EMPTY;
  private volatile long last;

  /** Loads the changes in the store, in addition to those in memory. */
  synchronized void reload(Snapshots store) {
    record Stored(List<ChangedRole> changes, long last) {}
    Stored stored =
        store.reading(
            tx -> new Stored(new RightsRows(tx).changedRoles(tx.now()), new RightsRows(tx).last()));
    heard(stored.last());
    stored.changes().forEach(this::add);
  }

  /** Notes that a change of rights has this number. */
  synchronized void heard(long number) {
    last = Math.max(last, number);
  }

  /** Whether no rights were ever changed, as far as this server knows: then all accounts have none. */
  boolean isNothingChanged() {
    return last == 0;
  }

  /** Adds a change; several of one role become one, which outdates all that they outdate. */
  synchronized void add(ChangedRole change) {
    heard(change.number());
    List<ChangedRole> others =
        state.changes().stream().filter(each -> !each.role().equals(change.role())).toList();
    ChangedRole merged =
        state.changes().stream()
            .filter(each -> each.role().equals(change.role()))
            .findFirst()
            .map(before -> merge(before, change))
            .orElse(change);
    state = State.of(Stream.concat(others.stream(), Stream.of(merged)).toList());
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

  /** Removes the changes by which only expired tokens are outdated. */
  synchronized void removeExpired(Instant now) {
    state =
        State.of(state.changes().stream().filter(each -> each.tokensUntil().isAfter(now)).toList());
  }

  /**
   * Whether a token is outdated by a change of a role.
   *
   * @param number the number in the token
   */
  public boolean outdate(long number, Set<String> scopes, Collection<String> roles) {
    State now = state;
    return number < now.highest()
        && now.changes().stream()
            .anyMatch(
                change ->
                    number < change.number()
                        && (roles.contains(change.role())
                            || change.scopes().stream().anyMatch(scopes::contains)));
  }
}
