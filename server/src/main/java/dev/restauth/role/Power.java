package dev.restauth.role;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.event.Actor;
import dev.restauth.http.AdministrativeScope;
import dev.restauth.http.CallerRevokedException;
import dev.restauth.http.ProblemException;
import dev.restauth.http.ProblemType;
import dev.restauth.store.Transaction;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * The power of accounts: the administrative scopes that they hold. An administrator can act on an account only if
 * they hold all its administrative scopes themselves, and can give only such scopes. Operators are not limited.
 *
 * <p>All checks read the database in the caller's transaction, which has called {@link #lock} first. So nobody can use
 * power that has just been taken from them.
 */
public record Power(Transaction tx) {

  /**
   * Locks all rights until the transaction ends. Call it before any row of an account is locked, and after the lock
   * on mails.
   */
  public Power lock() {
    new RightsRows(tx).lock();
    return this;
  }

  /**
   * Checks whether an actor may act on an account.
   *
   * @throws EscalationException if the account holds an administrative scope that the actor does not hold
   */
  public void require(Actor actor, long target) {
    require(actor, Optional.of(target), new RoleRows(tx).rights(target).administrative());
  }

  /**
   * Checks whether an actor may give scopes to others.
   *
   * @param target the account that will have the scopes; empty if they are not given to an account
   * @throws EscalationException if one of them is an administrative scope that the actor does not hold
   * @throws CallerRevokedException if the actor's account was disabled or closed in the meantime
   */
  public void require(Actor actor, Optional<Long> target, Collection<String> scopes) {
    actor.account().ifPresent(by -> require(by, target, scopes));
  }

  private void require(long by, Optional<Long> target, Collection<String> scopes) {
    Set<String> missing = new TreeSet<>(scopes);
    missing.removeIf(scope -> !AdministrativeScope.isOne(scope));
    missing.removeAll(held(by));
    if (!missing.isEmpty()) {
      if (!isActive(by)) {
        throw new CallerRevokedException();
      }
      throw new EscalationException(target, missing.iterator().next());
    }
  }

  /**
   * Checks that an administrator still has the scope that the call requires. Changes need this: between the check of
   * the request and this transaction, the scope may have been taken from the administrator.
   *
   * @throws EscalationException if the administrator no longer holds the scope
   */
  public void requireHeld(Actor actor, AdministrativeScope scope) {
    require(actor, Optional.empty(), Set.of(scope.text()));
  }

  /**
   * Returns whether an account still has the power for something that it granted earlier, such as an invitation.
   *
   * @param giver an account; one that is disabled or closed has no power
   * @param target the account that accepts it now, if there is one: this account may have more power itself
   * @param scopes the scopes that it gives; only administrative ones count
   */
  public boolean suffices(long giver, Optional<Long> target, Collection<String> scopes) {
    Set<String> needed = new TreeSet<>(scopes);
    needed.removeIf(scope -> !AdministrativeScope.isOne(scope));
    target.ifPresent(id -> needed.addAll(new RoleRows(tx).rights(id).administrative()));
    return held(giver).containsAll(needed);
  }

  /** Returns whether an account is active and holds a scope. */
  public boolean holds(long accountId, AdministrativeScope scope) {
    return held(accountId).contains(scope.text());
  }

  private boolean isActive(long accountId) {
    return new AccountRows(tx).findById(accountId).filter(Account::active).isPresent();
  }

  /** Returns the administrative scopes that an account holds, if it is active. */
  private Set<String> held(long accountId) {
    return new AccountRows(tx)
        .findById(accountId)
        .filter(Account::active)
        .map(account -> new RoleRows(tx).rights(account.id()).administrative())
        .orElse(Set.of());
  }

  /**
   * Makes a change that may take power from an account, or close or disable it. Refuses it if it removes the last
   * administrator. Operators may do that, because they can create another one.
   *
   * @throws ProblemException 409 if afterwards no active account can assign roles, but one could before
   */
  public <T> T keepingAnAdministrator(Actor actor, Supplier<T> change) {
    return actor.account().isEmpty() ? change.get() : keepingAnAdministrator(change);
  }

  /** Makes such a change for an account's owner, who may not remove the last administrator either. */
  public <T> T keepingAnAdministrator(Supplier<T> change) {
    boolean before = hasAdministrator();
    T result = change.get();
    if (before && !hasAdministrator()) {
      throw new ProblemException(
          ProblemType.LAST_ADMINISTRATOR.because(
              "Nobody could assign roles any more. Give another account a role with the scope "
                  + AdministrativeScope.ROLES_ASSIGN.text()
                  + " first."));
    }
    return result;
  }

  /** Returns whether an account can assign roles, or could if it were active. */
  boolean canAssign(long accountId) {
    return new RoleRows(tx)
        .rights(accountId)
        .scopes()
        .contains(AdministrativeScope.ROLES_ASSIGN.text());
  }

  /** Returns whether an active account can assign roles. */
  private boolean hasAdministrator() {
    return new RoleRows(tx)
        .all().stream()
            .filter(role -> role.scopes().contains(AdministrativeScope.ROLES_ASSIGN.text()))
            .anyMatch(role -> new RoleRows(tx).hasActiveHolder(role.name()));
  }
}
