package dev.restauth.profile;

import dev.restauth.email.OwnEmail;
import dev.restauth.feature.Feature;
import dev.restauth.http.RouteTable;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.util.List;
import java.util.Optional;

/** The feature of the caller's own account: {@code GET} and {@code PATCH /api/me}. */
public final class ProfileFeature implements Feature {
  private final OwnProfile profiles;

  /** Of the accounts in {@code store}. */
  public ProfileFeature(Store store, OwnEmail email) {
    this.profiles = new OwnProfile(store, email);
  }

  /** The language that an account's owner prefers, as a language tag (RFC 5646); empty if they set none. */
  public static Optional<String> locale(Transaction tx, long accountId) {
    return Profile.find(tx, accountId).text(Profile.LOCALE);
  }

  /** Erases the profile of an account, in the transaction that erases the account. */
  public static void erase(Transaction tx, long accountId) {
    new ProfileRows(tx).erase(accountId);
  }

  @Override
  public List<RouteTable.Routes> routes() {
    return List.of(new ProfileRoutes(profiles));
  }
}
