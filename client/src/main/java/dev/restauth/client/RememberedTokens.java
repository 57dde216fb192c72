package dev.restauth.client;

import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Tokens whose signature was checked, by their text, so that a repeat costs a look-up. A table of a
 * fixed size: a token has eight places, in two groups of four, and takes one where there are more free,
 * by which 10,000 hardly get in one another's way; one too many takes the place of another, which is
 * then checked once more. No locks, nothing grows. Only tokens with a good signature get in, so nobody
 * can choose texts that drive out all others. Thread-safe.
 */
final class RememberedTokens {
  static final int AT_MOST = 16_384;
  private static final int TOGETHER = 4;
  private static final int PLACES = 2 * TOGETHER;

  /** In characters; ours have some 700. So the table takes 32 MB at the very most, and usually 20. */
  private static final int LENGTH_AT_MOST = 2_048;

  private final AtomicReferenceArray<Remembered> table = new AtomicReferenceArray<>(AT_MOST);

  /**
   * @param hash of the text
   * @param key whose signature it has
   * @param verdict for as long as it counts; ready, so that a repeat makes no objects
   */
  record Remembered(
      String text, int hash, VerificationKey key, TokenClaims claims, Verdict.Good verdict) {
    Remembered(String text, VerificationKey key, TokenClaims claims) {
      this(text, text.hashCode(), key, claims, new Verdict.Good(new VerifiedToken(claims)));
    }

    /** Without the token. */
    @Override
    public String toString() {
      return "Remembered[" + claims + "]";
    }
  }

  Optional<Remembered> find(String text) {
    int hash = text.hashCode();
    for (int i = 0; i < PLACES; i++) {
      Remembered there = table.getAcquire(place(hash, i));
      if (there != null && there.hash() == hash && there.text().equals(text)) {
        return Optional.of(there);
      }
    }
    return Optional.empty();
  }

  /**
   * Takes an empty place, that of the same token or of one that has expired, or any of the eight.
   *
   * @param now seconds since the epoch
   */
  void add(Remembered token, long now) {
    if (token.text().length() > LENGTH_AT_MOST) {
      return;
    }
    int inFirst = free(token, 0, now);
    int inSecond = free(token, TOGETHER, now);
    int begin = inFirst >= inSecond ? 0 : TOGETHER;
    int chosen = place(token.hash(), ThreadLocalRandom.current().nextInt(PLACES));
    for (int i = begin; i < begin + TOGETHER; i++) {
      int place = place(token.hash(), i);
      if (isFree(place, token, now)) {
        chosen = place;
        break;
      }
    }
    table.setRelease(chosen, token);
  }

  /** How many of a group. */
  private int free(Remembered token, int begin, long now) {
    int free = 0;
    for (int i = begin; i < begin + TOGETHER; i++) {
      free += isFree(place(token.hash(), i), token, now) ? 1 : 0;
    }
    return free;
  }

  private boolean isFree(int place, Remembered token, long now) {
    Remembered there = table.getAcquire(place);
    return there == null || there.claims().expiresAt() <= now || there.text().equals(token.text());
  }

  /** Spreads into the high bits, of which it takes 14, in two ways. */
  private static int place(int hash, int i) {
    int spread = i < TOGETHER ? hash * 0x9E3779B9 : (hash ^ hash >>> 15) * 0x85EBCA6B;
    return (spread >>> 18 & -TOGETHER) + i % TOGETHER;
  }
}
