package dev.restauth.client;

/**
 * A token whose signature was checked, and what need not be looked up once more as long as it is the
 * same: each look-up costs more than all else where thousands of tokens take turns, since what it reads
 * is then in no cache of the processor. Thread-safe.
 */
final class CachedToken {
  private static final long NEVER = -1;

  private final String text;
  private final VerificationKey key;
  private final TokenClaims claims;
  private final AcceptanceTerms agreed;
  private final Verdict.Good verdict;

  /** Until when the revocations, as counted by them, are known not to concern it. */
  private volatile long clearUntil = NEVER;

  /**
   * @param key whose signature it has
   * @param agreed the terms that it was found to be on
   */
  CachedToken(String text, VerificationKey key, TokenClaims claims, AcceptanceTerms agreed) {
    this.text = text;
    this.key = key;
    this.claims = claims;
    this.agreed = agreed;
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

  /** For as long as it counts; ready, so that a repeat makes no objects. */
  Verdict.Good verdict() {
    return verdict;
  }

  /** As {@link AcceptanceTerms#allow}, with issuer and audience compared only where the terms have changed. */
  boolean isAllowedBy(AcceptanceTerms terms, long now, long leeway) {
    return (terms.equals(agreed) || terms.areFor(claims)) && terms.isInTime(claims, now, leeway);
  }

  /** As {@link Revocations#concern}, asked only where something was revoked since it was asked last. */
  boolean isConcernedBy(Revocations revocations) {
    long count =
        revocations.count(); // before they are asked: what comes meanwhile makes it another
    if (count == clearUntil) {
      return false;
    }
    if (revocations.concern(claims)) {
      return true;
    }
    clearUntil = count;
    return false;
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "Remembered[" + claims + "]";
  }
}
