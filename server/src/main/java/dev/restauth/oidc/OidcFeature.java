package dev.restauth.oidc;

import dev.restauth.account.AccountChanged;
import dev.restauth.account.ClientLogoutDue;
import dev.restauth.account.SessionRevoked;
import dev.restauth.browser.BrowserSessions;
import dev.restauth.feature.Feature;
import dev.restauth.http.RouteTable;
import dev.restauth.oauth.IdTokenIssuer;
import dev.restauth.oauth.MetadataDocument;
import dev.restauth.oauth.ServerMetadata;
import dev.restauth.oauth.client.ActiveClients;
import dev.restauth.oauth.client.ClientChanged;
import dev.restauth.oauth.client.Clients;
import dev.restauth.outbox.Outbox;
import dev.restauth.page.PageFeature;
import dev.restauth.runtime.MaintenanceTasks;
import dev.restauth.store.Change;
import dev.restauth.store.Store;
import dev.restauth.token.ClientTokens;
import dev.restauth.token.IdTokenKeys;
import dev.restauth.token.TokenProfile;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/** The OpenID Connect feature. */
public final class OidcFeature implements Feature {
  private final IdTokens idTokens;
  private final IdTokenReader hints;
  private final LogOutNotices notices;
  private final ActiveClients activeClients;
  private final TokenProfile profile;
  private final IdTokenKeys keys;
  private final List<RouteTable.Routes> routes;
  private final WokenTask firstKeys = new WokenTask("first-id-token-keys", this::makeKeys);

  /**
   * Creates the feature.
   *
   * @param activeClients returns a summary of all active clients
   * @param usernames finds the user name of an active account
   */
  public OidcFeature(
      Store store,
      TokenProfile profile,
      IdTokenKeys keys,
      Clients clients,
      ClientTokens tokens,
      BrowserSessions sessions,
      Outbox outbox,
      ActiveClients activeClients,
      PageFeature page,
      LongFunction<Optional<String>> usernames,
      InstantSource clock) {
    this.idTokens = new IdTokens(profile, keys, clock);
    this.hints = new IdTokenReader(keys, profile);
    this.activeClients = activeClients;
    this.profile = profile;
    this.keys = keys;
    this.notices = new LogOutNotices(store, clients, outbox);
    this.routes =
        List.of(
            new UserinfoRoutes(
                new Userinfo(tokens, clients, new UserClaims(store), keys, profile),
                activeClients::haveOrigin),
            new LogOutRoutes(
                store, sessions, clients, hints, page.forms().tokens(), page.pages(), usernames));
  }

  /** Returns the issuer of ID tokens. */
  public IdTokenIssuer idTokens() {
    return idTokens;
  }

  /** Returns the reader of ID tokens that clients present as hints. */
  public IdTokenReader hints() {
    return hints;
  }

  /** Returns the source of the metadata members for discovery. */
  public static MetadataDocument.Source metadata() {
    return new OidcMetadata();
  }

  @Override
  public List<RouteTable.Routes> routes() {
    return routes;
  }

  @Override
  public List<MaintenanceTasks.Task> maintenanceTasks() {
    return List.of(
        new MaintenanceTasks.Task("notifying clients of ended sessions", notices::move),
        new MaintenanceTasks.Task("creating keys of ID tokens", this::makeKeys));
  }

  /**
   * Creates the first keys that clients will need, so that no log-in has to wait for a key. A
   * client that reads the key set before its first user logs in also finds the key in the set.
   */
  private boolean makeKeys() {
    if (ServerMetadata.isUrl(profile.issuer())) {
      activeClients.idTokenAlgorithms().forEach(keys::prepare);
    }
    return false;
  }

  @Override
  public void onChanges(List<Change> changes) {
    activeClients.onChanges(changes);
    if (changes.stream().anyMatch(change -> change.is(ClientChanged.KIND))) {
      firstKeys.wake();
    }
    if (changes.stream()
        .anyMatch(
            change ->
                change.is(SessionRevoked.KIND)
                    || change.is(AccountChanged.KIND)
                    || change.is(ClientLogoutDue.KIND))) {
      notices.wake();
    }
  }

  @Override
  public void onUncertainCommit(List<Change> changes) {
    activeClients.onChanges(changes);
    // If the commit has succeeded, the maintenance task will find the rows of ended sessions.
  }

  @Override
  public void invalidateAll() {
    activeClients.invalidate();
  }

  @Override
  public void close() {
    firstKeys.close();
    notices.close();
  }
}
