package dev.restauth.role;

import dev.restauth.account.Account;
import dev.restauth.account.Admission;
import dev.restauth.account.NewAdministrators;
import dev.restauth.account.Registration;
import dev.restauth.event.Actor;
import dev.restauth.http.AdministrativeScope;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Turns accounts that an operator creates into administrators, by giving them the role {@value
 * #ROLE}. If the role does not exist, creates it with all administrative scopes.
 */
record FirstAdministrators(Store store, Roles roles) implements NewAdministrators {
  private static final String ROLE = "administrator";

  @Override
  public Optional<String> refusal() {
    return store.reading(FirstAdministrators::refusal);
  }

  private static Optional<String> refusal(Transaction tx) {
    Optional<Role> role = new RoleRows(tx).find(ROLE);
    if (role.isEmpty()) {
      return Optional.of(
              "There are "
                  + Roles.AT_MOST
                  + " roles, the maximum: delete some with restauth role"
                  + " delete.")
          .filter(_ -> new RoleRows(tx).all().size() >= Roles.AT_MOST);
    }
    return Optional.of(
            "There is a role "
                + ROLE
                + " already, but it cannot assign roles. Give it the scope "
                + AdministrativeScope.ROLES_ASSIGN.text()
                + " with restauth role define, or create the account without --admin and assign"
                + " another role.")
        .filter(_ -> !role.get().scopes().contains(AdministrativeScope.ROLES_ASSIGN.text()));
  }

  @Override
  public Admission admission(Actor by) {
    return new Admission() {
      @Override
      public Optional<Registration.Outcome> admit(Transaction tx) {
        new RightsRows(tx).lock(); // must precede the lock on any account's row
        return Optional.empty();
      }

      @Override
      public Optional<Registration.Outcome> created(Transaction tx, Account account) {
        refusal(tx)
            .ifPresent(
                why -> {
                  throw new IllegalStateException(why); // somebody has just changed the role
                });
        if (new RoleRows(tx).find(ROLE).isEmpty()) {
          var _ = roles.define(tx, ROLE, all(), Optional.of("May do everything"), by);
        }
        new AccountRights(roles).replace(tx, account.id(), Set.of(ROLE), by);
        return Optional.empty();
      }
    };
  }

  private static Set<String> all() {
    return Arrays.stream(AdministrativeScope.values())
        .map(AdministrativeScope::text)
        .collect(Collectors.toSet());
  }
}
