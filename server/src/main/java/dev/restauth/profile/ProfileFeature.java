package dev.restauth.profile;

import dev.restauth.account.AccountCache;
import dev.restauth.email.OwnEmail;
import dev.restauth.feature.Feature;
import dev.restauth.http.RouteTable;
import dev.restauth.store.Transaction;
import java.util.List;

/** The feature of the caller's own account: {@code GET /api/me}. */
public final class ProfileFeature implements Feature {
  private final AccountCache accounts;
  private final OwnEmail email;

  /** Creates the feature for these accounts and addresses. */
  public ProfileFeature(AccountCache accounts, OwnEmail email) {
    this.accounts = accounts;
    this.email = email;
  }

  /** Erases the profile of an account, in the transaction that erases the account. */
  public static void erase(Transaction tx, long accountId) {
    new ProfileRows(tx).erase(accountId);
  }

  @Override
  public List<RouteTable.Routes> routes() {
    return List.of(new ProfileRoutes(accounts, email));
  }
}
