package dev.restauth.passwordless;

import dev.restauth.account.PasswordConfirmation;
import dev.restauth.event.SecurityEvents;
import dev.restauth.feature.Feature;
import dev.restauth.http.RouteTable;
import dev.restauth.notice.OwnerNotices;
import dev.restauth.password.PasswordFeature;
import dev.restauth.store.Store;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The feature for accounts without a password. */
public final class PasswordlessFeature implements Feature {
  private final OwnPassword own;
  private final PasswordlessRoutes routes;

  /**
   * Creates the feature for the accounts in {@code store}.
   *
   * @param mails whether this server sends mails
   */
  public PasswordlessFeature(
      Store store,
      PasswordFeature passwords,
      PasswordConfirmation confirmation,
      OwnerNotices notices,
      BooleanSupplier mails,
      SecurityEvents events) {
    this.own = new OwnPassword(store, passwords, notices, mails, events);
    this.routes = new PasswordlessRoutes(own, confirmation);
  }

  /** Returns the object that removes and sets users' own passwords. */
  public OwnPassword own() {
    return own;
  }

  @Override
  public List<RouteTable.Routes> routes() {
    return List.of(routes);
  }
}
