package dev.restauth.token;

import dev.restauth.account.Account;
import dev.restauth.account.AccountCache;
import dev.restauth.role.ChangedRoles;
import dev.restauth.session.Revocations;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Verifies the access tokens of OAuth clients, for the endpoints that accept them. A verified
 * client token has a separate Java type, so that no other call can accept it by mistake.
 * Thread-safe.
 */
public final class ClientTokens {
  private final SignedClaims<ClientClaims> signed;
  private final AccountCache accounts;
  private final Revocations revocations;
  private final ChangedRoles changedRoles;
  private final ClientGenerations clients;
  private final Predicate<Account> withheld;
  private final Runnable freshness;
  private final InstantSource clock;

  /**
   * Creates a verifier.
   *
   * @param withheld returns whether the owner of an account must enrol a second factor first
   * @param freshness a check that throws if the cached state is too old to rely on
   */
  ClientTokens(
      SignedClaims<ClientClaims> signed,
      AccountCache accounts,
      Revocations revocations,
      ChangedRoles changedRoles,
      ClientGenerations clients,
      Predicate<Account> withheld,
      Runnable freshness,
      InstantSource clock) {
    this.signed = signed;
    this.accounts = accounts;
    this.revocations = revocations;
    this.changedRoles = changedRoles;
    this.clients = clients;
    this.withheld = withheld;
    this.freshness = freshness;
    this.clock = clock;
  }

  /**
   * Verifies the signature and the times of a token. Also checks that its session is not revoked,
   * and that its client and the user's account are active. The token must have the current
   * generation of the account, or of the client if the client acts for itself.
   *
   * @return empty if the token is not valid now, was not issued to a client, or belongs to a user
   *     who must enrol a second factor first
   * @throws dev.restauth.store.StoreUnavailableException if the cached state is too old to rely on
   */
  public Optional<VerifiedClientToken> verify(String token) {
    freshness.run();
    return signed
        .find(token, Math.floorDiv(clock.millis(), 1000L))
        .map(SignedToken::claims)
        .filter(valid -> !revocations.contains(valid.sessionId()))
        .flatMap(
            valid ->
                clients
                    .find(valid.clientId())
                    .flatMap(
                        generation ->
                            valid.accountId().isPresent()
                                ? ofUser(valid, valid.accountId().get())
                                : ofClient(valid, generation)));
  }

  private Optional<VerifiedClientToken> ofUser(ClientClaims claims, long accountId) {
    return accounts
        .find(accountId, claims.generation())
        .filter(Account::active)
        .filter(account -> account.generation() == claims.generation())
        .filter(withheld.negate())
        .map(
            account ->
                new VerifiedClientToken(claims, Optional.of(account), isOutdated(account, claims)));
  }

  private boolean isOutdated(Account account, ClientClaims claims) {
    return claims.rights() < account.rights()
        || changedRoles.outdate(claims.rights(), claims.scope().names(), List.of());
  }

  private static Optional<VerifiedClientToken> ofClient(ClientClaims claims, long generation) {
    return claims.generation() == generation
        ? Optional.of(new VerifiedClientToken(claims, Optional.empty(), false))
        : Optional.empty();
  }
}
