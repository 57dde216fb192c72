package dev.restauth.oauth.authorize;

import dev.restauth.browser.BrowserSessions;
import dev.restauth.challenge.Challenges;
import dev.restauth.event.SecurityEvents;
import dev.restauth.feature.Feature;
import dev.restauth.figure.Figure;
import dev.restauth.http.RouteTable;
import dev.restauth.login.LoginFlow;
import dev.restauth.oauth.authentication.ClientAuthentication;
import dev.restauth.oauth.authentication.ClientRequests;
import dev.restauth.oauth.client.Clients;
import dev.restauth.page.FormTokens;
import dev.restauth.passkey.PagePasskeys;
import dev.restauth.runtime.MaintenanceTasks;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import dev.restauth.throttle.AddressAllowances;
import dev.restauth.token.TokenProfile;
import dev.restauth.vault.Vault;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** The feature for the authorization endpoint: requests, pushed requests, consent and codes. */
public final class AuthorizeFeature implements Feature {
  /** The time for which an expired code stays in the database, so that its reuse is noticed. */
  private static final Duration CODES_KEPT = Duration.ofHours(1);

  private static final long PURGED_AT_ONCE = 500;

  /**
   * The number of requests of public clients that one address may push in a burst. Afterwards it
   * may push one per second.
   */
  private static final int PUSHED_AT_ONCE = 100;

  private static final Duration PUSHED_AGAIN = Duration.ofSeconds(1);

  private final Store store;
  private final BooleanSupplier holdsLease;
  private final List<RouteTable.Routes> routes;
  private final OwnConsents consents;
  private final AuthorizationCounts counts = new AuthorizationCounts();

  /**
   * Creates the feature.
   *
   * @param profile the profile of tokens, which contains the issuer
   * @param requests the sealed requests, which this feature shares with the log-in pages
   * @param authentication authenticates clients that push requests
   * @param logins log-ins with passwords, for apps without a browser
   * @param challenges the challenges of log-ins whose second factor is missing
   * @param passkeys log-ins with passkeys; empty if no domain for passkeys is configured
   * @param clock the clock of the server
   * @param hints checks ID tokens that clients send as hints
   * @param usernames finds the user name of an account; empty if there is no such account
   * @param withdrawals ends a client's sessions when a user withdraws the consent
   * @param holdsLease whether this process holds the maintenance lease, which only one server holds
   *     at a time
   */
  public AuthorizeFeature(
      Store store,
      Vault vault,
      TokenProfile profile,
      Clients clients,
      SealedRequests requests,
      ClientAuthentication authentication,
      Optional<URI> publicUrl,
      BrowserSessions sessions,
      LoginFlow logins,
      Challenges challenges,
      Optional<PagePasskeys> passkeys,
      HintedAccounts hints,
      Function<Long, Optional<String>> usernames,
      WithdrawalListener withdrawals,
      BooleanSupplier holdsLease,
      SecurityEvents events,
      InstantSource clock) {
    this.store = store;
    this.holdsLease = holdsLease;
    Issuer issuer = new Issuer(profile::issuer);
    ClientForms forms =
        new ClientForms(authentication, new ClientRequests(issuer::text, publicUrl), issuer);
    RequestReader reader = new RequestReader(hints);
    AuthSessions authSessions = new AuthSessions(new RequestSealing(vault), clock);
    FormTokens tokens = new FormTokens(vault);
    AuthorizationCodes codes = new AuthorizationCodes(store, clients, sessions, events);
    AuthorizationEndpoint endpoint =
        new AuthorizationEndpoint(issuer, clients, requests, tokens, sessions, codes, counts);
    this.consents = new OwnConsents(store, clients, withdrawals, events);
    this.routes =
        List.of(
            new AuthorizeRoutes(issuer, clients, reader, requests.pushed(), endpoint),
            new PushRoutes(
                forms,
                new PushEndpoint(
                    reader,
                    requests.pushed(),
                    new AddressAllowances(PUSHED_AT_ONCE, PUSHED_AGAIN, clock))),
            new ChallengeRoutes(
                forms,
                new ChallengeEndpoint(
                    new ChallengeRequests(reader, authSessions),
                    authSessions,
                    new ChallengeCodes(store, clients),
                    counts,
                    logins,
                    challenges,
                    passkeys)),
            new ConsentRoutes(endpoint, codes, sessions, tokens, usernames),
            new OwnConsentRoutes(consents, clients));
  }

  /** Returns the users' own consents. */
  public OwnConsents consents() {
    return consents;
  }

  @Override
  public List<Figure> figures() {
    return List.of(counts.figure());
  }

  @Override
  public List<RouteTable.Routes> routes() {
    return routes;
  }

  @Override
  public List<MaintenanceTasks.Task> maintenanceTasks() {
    return List.of(
        new MaintenanceTasks.Task("removing authorization codes that have ended", this::purgeCodes),
        new MaintenanceTasks.Task("removing pushed requests that have ended", this::purgePushed));
  }

  private boolean purgeCodes() {
    return holdsLease.getAsBoolean()
        && store.<Integer>inTransaction(
                tx ->
                    new AuthorizationCodeRows(tx).purge(tx.now().minus(CODES_KEPT), PURGED_AT_ONCE))
            == PURGED_AT_ONCE;
  }

  private boolean purgePushed() {
    return holdsLease.getAsBoolean()
        && store.<Integer>inTransaction(
                tx -> new PushedRequestRows(tx).purge(tx.now(), PURGED_AT_ONCE))
            == PURGED_AT_ONCE;
  }

  @Override
  public void erase(Transaction tx, long accountId, String username) {
    new ConsentRows(tx).removeAll(accountId);
    new AuthorizationCodeRows(tx).removeAll(accountId);
  }
}
