package dev.restauth.token;

import dev.restauth.account.Account;
import java.time.Instant;
import java.util.Optional;

/** A token that is valid now, of an account that may log in. Only a verifier makes one. */
public final class VerifiedToken {
  private final Account account;
  private final String sessionId;
  private final Instant authenticatedAt;
  private final Optional<Instant> adoptedUntil;
  private final Optional<TokenClaims> claims;

  /**
   * What this server said when it issued the token.
   *
   * @param id claim {@code jti}
   * @param scope claim {@code scope}
   * @param at when
   * @param expiresAt when it ends
   */
  public record Issue(String id, String scope, Instant at, Instant expiresAt) {}

  private VerifiedToken(
      Account account,
      String sessionId,
      Instant authenticatedAt,
      Optional<Instant> adoptedUntil,
      Optional<TokenClaims> claims) {
    this.account = account;
    this.sessionId = sessionId;
    this.authenticatedAt = authenticatedAt;
    this.adoptedUntil = adoptedUntil;
    this.claims = claims;
  }

  /** One that this server issued. */
  static VerifiedToken ours(Account account, TokenClaims claims) {
    return new VerifiedToken(
        account,
        claims.sessionId(),
        Instant.ofEpochSecond(claims.authenticatedAt()),
        Optional.empty(),
        Optional.of(claims));
  }

  /** One that the application handed out from which the account was adopted. */
  static VerifiedToken adopted(
      Account account, String sessionId, Instant authenticatedAt, Instant until) {
    return new VerifiedToken(
        account, sessionId, authenticatedAt, Optional.of(until), Optional.empty());
  }

  /** The account, as it is now. */
  public Account account() {
    return account;
  }

  /** The session that the token belongs to. */
  public String sessionId() {
    return sessionId;
  }

  /**
   * When the password was checked that the session began with; where an adopted token does not say, the
   * present second.
   */
  public Instant authenticatedAt() {
    return authenticatedAt;
  }

  /**
   * When it ends by itself, where another application handed it out before its accounts were adopted;
   * empty for ours. The operator may have it end sooner, and change that.
   */
  public Optional<Instant> adoptedUntil() {
    return adoptedUntil;
  }

  /** What this server said when it issued it; empty for another application's. */
  public Optional<Issue> issue() {
    return claims.map(
        said ->
            new Issue(
                said.tokenId(),
                said.scope(),
                Instant.ofEpochSecond(said.issuedAt()),
                Instant.ofEpochSecond(said.expiresAt())));
  }

  /** The account alone. */
  @Override
  public String toString() {
    return "VerifiedToken[account=" + account.id() + "]";
  }
}
