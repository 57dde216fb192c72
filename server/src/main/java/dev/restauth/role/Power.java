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
 * The power of accounts, which consists of the administrative scopes that they hold. An
 * administrator can act on an account only if they hold all of its administrative scopes. They
 * cannot give an administrative scope that they do not hold. Operators have no such limits.
 *
 * <p>All checks read the database in the caller's transaction, which must call {@link #lock} first.
 * Nobody can therefore use power that was just taken away.
 */
public record Power(Transaction tx) {

  /**
   * Locks all rights until the transaction ends. Must be called before any account row is locked,
   * and after the lock on mails.
   */
  public Power lock() {
    new RightsRows(tx).lock();
    return this;
  }

  /**
   * Checks that an actor may act on an account.
   *
   * @throws EscalationException if the account holds an administrative scope that the actor does
   *     not hold
   */
  public void require(Actor actor, long target) {
    require(actor, Optional.of(target), new RoleRows(tx).rights(target).administrative());
  }

  /**
   * Checks that an actor may give scopes to others.
   *
   * @param target the account that will have the scopes; empty if they are not given to an account
   * @throws EscalationException if the scopes include an administrative scope that the actor does
   *     not hold
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
   * Checks that an administrator still holds the scope that the call requires. Every change needs
   * this check, because the administrator may have lost the scope between the check of the request
   * and this transaction.
   *
   * @throws EscalationException if the administrator no longer holds the scope
   */
  public void requireHeld(Actor actor, AdministrativeScope scope) {
    require(actor, Optional.empty(), Set.of(scope.text()));
  }

  /**
   * Returns whether an account still has enough power for a grant that it made earlier, such as an
   * invitation.
   *
   * @param giver the account that made the grant; a disabled or closed account has no power
   * @param target the account that accepts the grant, if there is one. The giver must also hold all
   *     administrative scopes of this account
   * @param scopes the granted scopes; only administrative scopes matter
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

  /**
   * Returns the administrative scopes that an account holds; empty if the account is not active.
   */
  private Set<String> held(long accountId) {
    return new AccountRows(tx)
        .findById(accountId)
        .filter(Account::active)
        .map(account -> new RoleRows(tx).rights(account.id()).administrative())
        .orElse(Set.of());
  }

  /**
   * Makes a change that may take power away from an account, or close or disable the account.
   * Refuses a change that removes the last administrator. Operators may make such a change, because
   * they can create another administrator.
   *
   * @throws ProblemException 409 if an active account could assign roles before the change, but
   *     none can afterwards
   */
  public <T> T keepingAnAdministrator(Actor actor, Supplier<T> change) {
    return actor.account().isEmpty() ? change.get() : keepingAnAdministrator(change);
  }

  /**
   * Makes a change as {@link #keepingAnAdministrator(Actor, Supplier)} does, for the owner of the
   * account. Owners cannot remove the last administrator either.
   */
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

  /** Returns whether an account can assign roles, or could do so if it were active. */
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
