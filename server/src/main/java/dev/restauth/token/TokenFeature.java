package dev.restauth.token;

import dev.restauth.account.AccountCache;
import dev.restauth.account.AdoptionChanged;
import dev.restauth.account.FactorPolicy;
import dev.restauth.cluster.ClusterFeature;
import dev.restauth.config.Config;
import dev.restauth.crypto.RandomIds;
import dev.restauth.feature.Feature;
import dev.restauth.http.RouteTable;
import dev.restauth.role.OrganizationRights;
import dev.restauth.role.RoleFeature;
import dev.restauth.session.KeySessions;
import dev.restauth.session.SessionFeature;
import dev.restauth.store.Change;
import dev.restauth.store.Store;
import dev.restauth.token.TokenSettings.Renewal;
import dev.restauth.vault.Vault;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Issues and verifies access tokens, and verifies the tokens of adopted applications. */
public final class TokenFeature implements Feature {
  private final SessionFeature sessions;
  private final KeySessions personalKeys;
  private final ClusterFeature cluster;
  private final TokenIssuer issuer;
  private final Renewal renewal;
  private final TokenVerifier verifier;
  private final ClientTokenIssuer clientIssuer;
  private final ClientTokens clientTokens;
  private final AdoptedTokens adopted;
  private final FactorPolicy policy;

  /**
   * Creates the feature. It issues tokens in {@code sessions} and for {@code personalKeys}, and
   * signs them with {@code keys}.
   */
  public TokenFeature(
      Config config,
      Store store,
      Vault vault,
      ClusterFeature cluster,
      KeyFeature keys,
      AccountCache accounts,
      SessionFeature sessions,
      KeySessions personalKeys,
      RoleFeature roles,
      OrganizationRights.Source organizations,
      FactorPolicy policy,
      ClientGenerations clients,
      InstantSource clock) {
    this.policy = policy;
    this.sessions = sessions;
    this.personalKeys = personalKeys;
    this.renewal = config.get(TokenSettings.RENEWAL);
    this.cluster = cluster;
    this.issuer =
        new TokenIssuer(
            keys.profile(),
            keys.keys(),
            new RandomIds(),
            clock,
            roles::rights,
            organizations,
            id -> accounts.find(id).filter(policy::isDue).isPresent(),
            cluster.drift()::require);
    this.verifier =
        new TokenVerifier(
            keys.profile(), keys.keys(), accounts, sessions.revocations(), roles.changed(), clock);
    this.clientIssuer =
        new ClientTokenIssuer(
            keys.profile(),
            keys.keys(),
            new RandomIds(),
            clock,
            roles::rights,
            issuer::withholds,
            cluster.drift()::require);
    this.clientTokens =
        new ClientTokens(
            new SignedClaims<>(keys.profile(), keys.keys(), ClientClaims::read),
            accounts,
            sessions.revocations(),
            roles.changed(),
            clients,
            policy::isDue,
            cluster.freshness()::require,
            clock);
    this.adopted =
        new AdoptedTokens(
            store, vault, vault.digest("adopted-session"), accounts, sessions.revocations(), clock);
  }

  /**
   * Verifies a token. Returns empty if the token is not valid now, or if its account must have a
   * second factor and has none.
   *
   * @throws dev.restauth.store.StoreUnavailableException if the cached state is too old to rely on
   */
  public Optional<VerifiedToken> verify(String token) {
    cluster.freshness().require();
    return verifier
        .verify(token)
        .or(() -> adopted.verify(token))
        .filter(verified -> !policy.isDue(verified.caller()));
  }

  /** Returns the issuer of access tokens. */
  public TokenIssuer issuer() {
    return issuer;
  }

  /** Returns the issuer of the access tokens of OAuth clients. */
  public ClientTokenIssuer clientIssuer() {
    return clientIssuer;
  }

  /** Returns the verifier of the access tokens of OAuth clients. */
  public ClientTokens clientTokens() {
    return clientTokens;
  }

  /** Returns the verifier of this server's tokens. */
  public TokenVerifier verifier() {
    return verifier;
  }

  /** Returns the verifier of tokens that adopted applications issued. */
  public AdoptedTokens adopted() {
    return adopted;
  }

  @Override
  public void begin() {
    adopted.reload();
  }

  @Override
  public List<RouteTable.Routes> routes() {
    return List.of(new TokenRoutes(sessions.sessions(), personalKeys, issuer, renewal));
  }

  @Override
  public void onChanges(List<Change> changes) {
    if (changes.stream().anyMatch(change -> change.is(AdoptionChanged.KIND))) {
      adopted.reload();
    }
  }

  @Override
  public void invalidateAll() {
    adopted.reload();
  }
}
