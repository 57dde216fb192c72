package dev.restauth.token;

/**
 * A token whose signature was verified. Immutable.
 *
 * @param <C> the claims
 */
class SignedToken<C extends SignedClaims.Dated> {
  private final C claims;
  private final String kid;
  private final long from;
  private final long until;

  SignedToken(C claims, String kid, TokenProfile profile) {
    this(claims, kid, claims.validFrom(), claims.validUntil(profile));
  }

  /** Copies a token. */
  SignedToken(SignedToken<C> token) {
    this(token.claims, token.kid, token.from, token.until);
  }

  private SignedToken(C claims, String kid, long from, long until) {
    this.claims = claims;
    this.kid = kid;
    this.from = from;
    this.until = until;
  }

  C claims() {
    return claims;
  }

  /** Returns the id of the signing key, which may have been revoked in the meantime. */
  String kid() {
    return kid;
  }

  /**
   * Returns whether the times in the token are valid.
   *
   * @param now the time in seconds since the epoch
   */
  boolean validAt(long now) {
    return from <= now && now < until;
  }
}
