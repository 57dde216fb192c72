package dev.restauth.client;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What an access token says, proven: only {@link TokenVerifier} makes one. It was valid when it was
 * asked for; keep it for the request at hand, not for longer. Immutable.
 */
public final class VerifiedToken {
  private final TokenClaims claims;

  VerifiedToken(TokenClaims claims) {
    this.claims = claims;
  }

  /** Whose it is: the account's id, {@code sub}. */
  public String subject() {
    return claims.subject();
  }

  /** The session, {@code sid}: one log-in and all tokens that stem from it. */
  public String sessionId() {
    return claims.sessionId();
  }

  /** What it is good for, {@code scope}. */
  public Set<String> scopes() {
    return claims.scopes();
  }

  /** Whether it is good for that. */
  public boolean hasScope(String scope) {
    return claims.scopes().contains(scope);
  }

  /** For whom it was issued, {@code aud}; the audience that the verifier goes by is among them. */
  public List<String> audience() {
    return claims.audience();
  }

  /** Who issued it, {@code iss}. */
  public String issuer() {
    return claims.issuer();
  }

  /** The OAuth client that it was issued to, {@code client_id}. */
  public String clientId() {
    return claims.clientId();
  }

  /** The token's own id, {@code jti}: what to write into a log in place of the token. */
  public String tokenId() {
    return claims.tokenId();
  }

  /** The account's generation, {@code gen}: a new password, among others, makes it another. */
  public long generation() {
    return claims.generation();
  }

  /** When it was issued, whole seconds. */
  public Instant issuedAt() {
    return Instant.ofEpochSecond(claims.issuedAt());
  }

  /** When it ends, whole seconds; in that second it has ended. */
  public Instant expiresAt() {
    return Instant.ofEpochSecond(claims.expiresAt());
  }

  /** When the password was checked, {@code auth_time}; renewing never moves it. */
  public Instant authenticatedAt() {
    return Instant.ofEpochSecond(claims.authenticatedAt());
  }

  /** Whose and until when, and nothing that could be presented as a token. */
  @Override
  public String toString() {
    return "VerifiedToken[subject=" + subject() + ", expiresAt=" + expiresAt() + "]";
  }
}
