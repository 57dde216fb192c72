package dev.restauth.oidc;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.email.EmailRows;
import dev.restauth.json.JsonObject;
import dev.restauth.json.JsonValue;
import dev.restauth.profile.ProfileFeature;
import dev.restauth.session.ClientSessions;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The standard claims about users (OpenID Connect Core section 5.1), from the stored data of
 * accounts. Thread-safe.
 */
final class UserClaims {
  private final Store store;

  UserClaims(Store store) {
    this.store = store;
  }

  /**
   * Returns the claims that the scopes or the parameter {@code claims} request. Claims for which
   * the account has no value are left out.
   *
   * @param registered the scopes for which the client is currently registered
   * @param sessionId the client's session, whose row contains the parameter {@code claims}
   * @return the claims; empty if no active account has this id
   */
  Optional<JsonObject> of(
      long accountId, Set<String> scopes, Set<String> registered, String sessionId) {
    return store.reading(
        tx ->
            new AccountRows(tx)
                .findById(accountId)
                .filter(Account::active)
                .map(account -> of(tx, account, names(tx, scopes, registered, sessionId))));
  }

  private static Set<String> names(
      Transaction tx, Set<String> scopes, Set<String> registered, String sessionId) {
    Set<String> names = new LinkedHashSet<>(OidcScope.claimsOf(scopes));
    List<String> more =
        new ArrayList<>(RequestedClaims.ofUserinfo(ClientSessions.claims(tx, sessionId)));
    more.retainAll(OidcScope.claimsOf(registered));
    names.addAll(more);
    return names;
  }

  private static JsonObject of(Transaction tx, Account account, Set<String> names) {
    Map<String, JsonValue> stored = new LinkedHashMap<>();
    stored.put("preferred_username", new JsonValue.Text(account.username()));
    stored.put(
        "updated_at",
        new JsonValue.Numeral(Long.toString(account.createdAt().getEpochSecond()), true));
    stored.putAll(ProfileFeature.claims(tx, account.id()).members());
    new EmailRows(tx)
        .find(account.id())
        .ifPresent(
            address ->
                address
                    .email()
                    .ifPresent(
                        email -> {
                          stored.put("email", new JsonValue.Text(email));
                          stored.put("email_verified", new JsonValue.Truth(address.verified()));
                        }));
    Map<String, JsonValue> wanted = new LinkedHashMap<>();
    for (String name : names) {
      Optional.ofNullable(stored.get(name)).ifPresent(value -> wanted.put(name, value));
    }
    return new JsonObject(wanted);
  }
}
