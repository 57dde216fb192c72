package dev.restauth.client;

/**
 * Conditions under which tokens are accepted.
 *
 * @param issuer the required {@code iss}
 * @param audience the audience that must be in {@code aud}
 * @param since the time at which the last snapshot was complete, in seconds since the epoch. The
 *     snapshot omits revocations of tokens that had expired before that time
 */
record AcceptanceTerms(String issuer, String audience, long since) {

  /**
   * Returns whether a token meets the conditions.
   *
   * @param now the current time, in seconds since the epoch
   * @param leeway the seconds after {@code exp} during which a token is still accepted. A token
   *     that expired before {@code since} gets no leeway, because the state may lack its revocation
   */
  boolean allow(TokenClaims claims, long now, long leeway) {
    return areFor(claims) && isInTime(claims, now, leeway);
  }

  /** Returns whether issuer and audience match. */
  boolean areFor(TokenClaims claims) {
    return issuer.equals(claims.issuer()) && claims.audience().contains(audience);
  }

  /** Returns whether the times are valid. The parameters are those of {@link #allow}. */
  boolean isInTime(TokenClaims claims, long now, long leeway) {
    return claims.validAt(now, claims.expiresAt() > since ? leeway : 0);
  }
}
