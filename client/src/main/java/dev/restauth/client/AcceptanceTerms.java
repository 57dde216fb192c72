package dev.restauth.client;

/**
 * Whose tokens are taken, and which of them.
 *
 * @param issuer {@code iss}
 * @param audience one of {@code aud}
 * @param since when the last snapshot was complete, in seconds since the epoch: it has no revocations of
 *     tokens that had expired before
 */
record AcceptanceTerms(String issuer, String audience, long since) {

  /**
   * @param now seconds since the epoch
   * @param leeway for how many seconds after its {@code exp} a token still counts, where it is known
   *     whether it was revoked
   */
  boolean allow(TokenClaims claims, long now, long leeway) {
    return areFor(claims) && isInTime(claims, now, leeway);
  }

  /** Issuer and audience. */
  boolean areFor(TokenClaims claims) {
    return issuer.equals(claims.issuer()) && claims.audience().contains(audience);
  }

  /** The times; parameters as of {@link #allow}. */
  boolean isInTime(TokenClaims claims, long now, long leeway) {
    return claims.validAt(now, claims.expiresAt() > since ? leeway : 0);
  }
}
