package dev.restauth.oidc;

import dev.restauth.account.AccountChanged;
import dev.restauth.account.SessionRevoked;
import dev.restauth.browser.BrowserSessions;
import dev.restauth.feature.Feature;
import dev.restauth.http.RouteTable;
import dev.restauth.oauth.IdTokenIssuer;
import dev.restauth.oauth.MetadataMembers;
import dev.restauth.oauth.client.ClientOrigins;
import dev.restauth.oauth.client.Clients;
import dev.restauth.outbox.Outbox;
import dev.restauth.page.FormTokens;
import dev.restauth.runtime.MaintenanceTasks;
import dev.restauth.store.Change;
import dev.restauth.store.Store;
import dev.restauth.token.ClientTokens;
import dev.restauth.token.IdTokenKeys;
import dev.restauth.token.TokenProfile;
import dev.restauth.vault.Vault;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/** The feature of OpenID Connect. */
public final class OidcFeature implements Feature {
  private final IdTokens idTokens;
  private final IdTokenHints hints;
  private final LogOutNotices notices;
  private final ClientOrigins origins;
  private final List<RouteTable.Routes> routes;

  /**
   * Creates the feature.
   *
   * @param origins the origins of clients, whose scripts may call userinfo
   * @param usernames finds the name of an active account
   */
  public OidcFeature(
      Store store,
      Vault vault,
      TokenProfile profile,
      IdTokenKeys keys,
      Clients clients,
      ClientTokens tokens,
      BrowserSessions sessions,
      Outbox outbox,
      ClientOrigins origins,
      LongFunction<Optional<String>> usernames,
      InstantSource clock) {
    this.idTokens = new IdTokens(profile, keys, clock);
    this.hints = new IdTokenHints(keys, profile);
    this.origins = origins;
    this.notices = new LogOutNotices(store, clients, outbox);
    this.routes =
        List.of(
            new UserinfoRoutes(
                new Userinfo(tokens, clients, new UserClaims(store), keys, profile),
                origins::contain),
            new LogOutRoutes(store, sessions, clients, hints, new FormTokens(vault), usernames));
  }

  /** Returns the issuer of ID tokens. */
  public IdTokenIssuer idTokens() {
    return idTokens;
  }

  /** Returns the reader of ID tokens that clients present as hints. */
  public IdTokenHints hints() {
    return hints;
  }

  /** Returns the members of discovery. */
  public static MetadataMembers.Source metadata() {
    return new OidcMetadata();
  }

  @Override
  public List<RouteTable.Routes> routes() {
    return routes;
  }

  @Override
  public List<MaintenanceTasks.Task> maintenanceTasks() {
    return List.of(new MaintenanceTasks.Task("telling clients of ended sessions", notices::move));
  }

  @Override
  public void onChanges(List<Change> changes) {
    origins.onChanges(changes);
    if (changes.stream()
        .anyMatch(change -> change.is(SessionRevoked.KIND) || change.is(AccountChanged.KIND))) {
      notices.wake();
    }
  }

  @Override
  public void onUncertainCommit(List<Change> changes) {
    origins.onChanges(changes);
    // The upkeep finds the rows of ended sessions, if the commit was one.
  }

  @Override
  public void invalidateAll() {
    origins.invalidate();
  }
}
