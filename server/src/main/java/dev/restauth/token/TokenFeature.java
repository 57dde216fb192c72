package dev.restauth.token;

import dev.restauth.account.AccountCache;
import dev.restauth.account.AdoptionChanged;
import dev.restauth.cluster.ClusterFeature;
import dev.restauth.config.Config;
import dev.restauth.crypto.RandomIds;
import dev.restauth.feature.Feature;
import dev.restauth.http.RouteTable;
import dev.restauth.session.SessionFeature;
import dev.restauth.store.Change;
import dev.restauth.store.Store;
import dev.restauth.token.TokenSettings.Renewal;
import dev.restauth.vault.Vault;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Access tokens: issuing and verifying them, also those that an application issued before. */
public final class TokenFeature implements Feature {
  private final SessionFeature sessions;
  private final ClusterFeature cluster;
  private final TokenIssuer issuer;
  private final Renewal renewal;
  private final TokenVerifier verifier;
  private final AdoptedTokens adopted;

  /** Of tokens that {@code keys} sign, in {@code sessions}. */
  public TokenFeature(
      Config config,
      Store store,
      Vault vault,
      ClusterFeature cluster,
      KeyFeature keys,
      AccountCache accounts,
      SessionFeature sessions,
      InstantSource clock) {
    this.sessions = sessions;
    this.renewal = config.get(TokenSettings.RENEWAL);
    this.cluster = cluster;
    this.issuer =
        new TokenIssuer(
            keys.profile(), keys.keys(), new RandomIds(), clock, cluster.drift()::require);
    this.verifier =
        new TokenVerifier(keys.profile(), keys.keys(), accounts, sessions.revocations(), clock);
    this.adopted =
        new AdoptedTokens(
            store, vault, vault.digest("adopted-session"), accounts, sessions.revocations(), clock);
  }

  /**
   * What a token proves, or empty where it is not valid now.
   *
   * @throws dev.restauth.store.StoreUnavailableException where what is remembered does not count any more
   */
  public Optional<VerifiedToken> verify(String token) {
    cluster.freshness().require();
    return verifier.verify(token).or(() -> adopted.verify(token));
  }

  /** Issues them. */
  public TokenIssuer issuer() {
    return issuer;
  }

  /** Verifies those of this server. */
  public TokenVerifier verifier() {
    return verifier;
  }

  /** Verifies those that an application issued before. */
  public AdoptedTokens adopted() {
    return adopted;
  }

  @Override
  public void begin() {
    adopted.reload();
  }

  @Override
  public List<RouteTable.Routes> routes() {
    return List.of(new TokenRoutes(sessions.sessions(), issuer, renewal));
  }

  @Override
  public void heard(List<Change> changes) {
    if (changes.stream().anyMatch(change -> change.is(AdoptionChanged.KIND))) {
      adopted.reload();
    }
  }

  @Override
  public void afresh() {
    adopted.reload();
  }
}
