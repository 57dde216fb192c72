package dev.restauth.client;

/**
 * A token whose signature was checked, with the results of checks that need no repetition as long as their inputs stay the
 * same. If an application uses thousands of tokens in turn, a look-up costs more than all other steps, because the data are not
 * in a processor cache. Thread-safe.
 */
final class CachedToken {
  private static final long NEVER = -1;

  private final String text;
  private final VerificationKey key;
  private final TokenClaims claims;
  private final AcceptanceTerms metTerms;
  private final Verdict.Good verdict;

  /** The number of revocations that were compared with this token. None of them revokes this token. */
  private volatile long clearAtCount = NEVER;

  /**
   * Makes an entry.
   *
   * @param key the key that signed the token
   * @param metTerms the terms that the token meets
   */
  CachedToken(String text, VerificationKey key, TokenClaims claims, AcceptanceTerms metTerms) {
    this.text = text;
    this.key = key;
    this.claims = claims;
    this.metTerms = metTerms;
    this.verdict = new Verdict.Good(new VerifiedToken(claims));
  }

  String text() {
    return text;
  }

  VerificationKey key() {
    return key;
  }

  TokenClaims claims() {
    return claims;
  }

  /**
   * Returns the verdict while the token is valid. The verdict is created once, so that a cache hit allocates no memory.
   */
  Verdict.Good verdict() {
    return verdict;
  }

  /**
   * Returns the same as {@link AcceptanceTerms#allow}, but compares issuer and audience only if the terms have changed.
   */
  boolean isAllowedBy(AcceptanceTerms terms, long now, long leeway) {
    return (terms.equals(metTerms) || terms.areFor(claims)) && terms.isInTime(claims, now, leeway);
  }

  /**
   * Returns the same as {@link Revocations#isRevoked}, but searches only if new revocations have arrived since the last call.
   */
  boolean isRevokedBy(Revocations revocations) {
    long count = revocations.count(); // read first: a later revocation changes this number
    if (count == clearAtCount) {
      return false;
    }
    if (revocations.isRevoked(claims)) {
      return true;
    }
    clearAtCount = count;
    return false;
  }

  /** Omits the token. */
  @Override
  public String toString() {
    return "CachedToken[" + claims + "]";
  }
}
