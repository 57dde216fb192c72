package dev.restauth.admin;

import dev.restauth.account.AdministeredAccounts;
import dev.restauth.event.SecurityEvents;
import dev.restauth.feature.Feature;
import dev.restauth.http.RouteTable;
import dev.restauth.mail.Mailer;
import dev.restauth.recovery.PasswordResets;
import dev.restauth.role.AccountRights;
import dev.restauth.role.PowerGuard;
import dev.restauth.role.Roles;
import dev.restauth.store.Store;
import dev.restauth.vault.Cursors;
import java.util.List;

/** The feature with which administrators manage accounts and roles. */
public final class AdminFeature implements Feature {
  private final UserRoutes users;
  private final UserListRoutes lists;
  private final RoleRoutes roles;

  /** Creates the feature for the accounts in {@code store}. */
  public AdminFeature(
      Store store,
      AdministeredAccounts accounts,
      Roles roles,
      AccountRights rights,
      PasswordResets resets,
      Mailer mailer,
      Cursors cursors,
      SecurityEvents events) {
    PowerGuard guard = new PowerGuard(events);
    this.users =
        new UserRoutes(
            store,
            new UserAdministration(store, accounts, rights, events),
            new UserCreation(store, accounts, rights, resets, mailer, events),
            guard);
    this.lists = new UserListRoutes(store, cursors);
    this.roles = new RoleRoutes(roles, guard);
  }

  @Override
  public List<RouteTable.Routes> routes() {
    return List.of(users, lists, roles);
  }
}
