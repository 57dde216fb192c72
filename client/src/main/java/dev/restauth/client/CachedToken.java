package dev.restauth.client;

/**
 * A token with a checked signature, and the results of checks that need no repetition while their
 * inputs are unchanged. Thread-safe.
 */
final class CachedToken {
  private static final long NEVER = -1;

  private final String text;
  private final VerificationKey key;
  private final TokenClaims claims;
  private final AcceptanceTerms metTerms;
  private final Verdict.Good verdict;

  /**
   * The value of {@link Revocations#count} at the last search that found no revocation of the
   * token.
   */
  private volatile long clearAtCount = NEVER;

  /**
   * Creates an entry.
   *
   * @param key the key that signed the token
   * @param metTerms the conditions that the token meets
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
   * Returns the verdict for a valid token. The verdict is created once, so that a cache hit
   * allocates no memory.
   */
  Verdict.Good verdict() {
    return verdict;
  }

  /**
   * Returns the same as {@link AcceptanceTerms#allow}, but compares issuer and audience only if the
   * conditions have changed.
   */
  boolean isAllowedBy(AcceptanceTerms terms, long now, long leeway) {
    return (terms.equals(metTerms) || terms.areFor(claims)) && terms.isInTime(claims, now, leeway);
  }

  /**
   * Returns the same as {@link Revocations#isRevoked}. If the last search found no revocation of
   * the token, searches again only after new revocations have arrived.
   */
  boolean isRevokedBy(Revocations revocations) {
    long count = revocations.count(); // read first: a revocation during the search changes it
    if (count == clearAtCount) {
      return false;
    }
    if (revocations.isRevoked(claims)) {
      return true;
    }
    clearAtCount = count;
    return false;
  }

  /** Returns a text without the token. */
  @Override
  public String toString() {
    return "CachedToken[" + claims + "]";
  }
}
