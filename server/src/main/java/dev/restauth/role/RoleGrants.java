package dev.restauth.role;

import dev.restauth.event.Actor;
import dev.restauth.event.EventType;
import dev.restauth.event.SecurityEvent;
import dev.restauth.event.SecurityEvents;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Gives roles in the transactions of other features, such as the transaction that accepts an
 * invitation. Such a transaction must call {@link Power#lock} before it changes an account row.
 * Thread-safe.
 *
 * @param tokensUntil returns the latest possible expiry of the tokens that were issued before a
 *     given time
 */
public record RoleGrants(UnaryOperator<Instant> tokensUntil, SecurityEvents events) {

  /** Returns the given roles that exist. */
  public static Set<String> existing(Transaction tx, Collection<String> roles) {
    return new RoleRows(tx)
        .all().stream()
            .map(Role::name)
            .filter(roles::contains)
            .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Returns all scopes of the given roles. Roles that do not exist have none. */
  public static Set<String> scopes(Transaction tx, Collection<String> roles) {
    return new RoleRows(tx)
        .all().stream()
            .filter(role -> roles.contains(role.name()))
            .flatMap(role -> role.scopes().stream())
            .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Returns whether the scopes and the names of these roles fit into a token. */
  public static boolean fit(Transaction tx, Collection<String> roles) {
    Map<String, Set<String>> defined =
        new RoleRows(tx).all().stream().collect(Collectors.toMap(Role::name, Role::scopes));
    return Roles.fits(roles, defined);
  }

  /**
   * Gives an account the given roles, except roles that do not exist. If any of the roles is new to
   * the account, the account's tokens become outdated.
   *
   * @param by the inviter, who is responsible for giving the roles although they did not make the
   *     call
   * @return whether the account now has the roles. If not, nothing was changed: the roles would not
   *     fit into the account's tokens, or the account is closed
   */
  public boolean give(Transaction tx, long accountId, Collection<String> roles, Actor by) {
    RoleRows rows = new RoleRows(tx);
    List<String> missing =
        existing(tx, roles).stream().filter(role -> !rows.has(accountId, role)).toList();
    if (missing.isEmpty()) {
      return true;
    }
    Set<String> all = new TreeSet<>(rows.rights(accountId).roles());
    all.addAll(missing);
    if (!fit(tx, all)) {
      return false;
    }
    RightsRows rights = new RightsRows(tx);
    boolean changed = rights.changeAccount(accountId, rights.next(), tokensUntil.apply(tx.now()));
    if (changed) {
      for (String role : missing) {
        boolean _ = rows.assign(accountId, role);
        SecurityEvent given = SecurityEvent.of(EventType.USER_ROLE_ASSIGNED).about(accountId);
        events.record(tx, given.role(role).by(by).from(Optional.empty()));
      }
    }
    return changed;
  }
}
