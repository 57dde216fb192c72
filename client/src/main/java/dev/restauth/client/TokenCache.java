package dev.restauth.client;

import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Tokens whose signature was checked, by their text, so that a repeat costs a look-up. A table of a
 * fixed size: a token has eight places, in two groups of four, and takes one where there are more free,
 * by which 10,000 hardly get in one another's way; one too many takes the place of another, which is
 * then checked once more. What is found has the whole text that was asked for; how long that takes to
 * compare tells nothing to who has not the token. No locks, nothing grows. Only tokens with a good
 * signature get in, so nobody can choose texts that drive out all others. Thread-safe.
 */
final class TokenCache {
  static final int AT_MOST = 16_384;
  private static final int TOGETHER = 4;
  private static final int PLACES = 2 * TOGETHER;

  /** In characters; ours have some 700. So the table takes 32 MB at the very most, and usually 20. */
  private static final int LENGTH_AT_MOST = 2_048;

  private static final int HASHED_CHARACTERS = 16;

  private final AtomicReferenceArray<CachedToken> table = new AtomicReferenceArray<>(AT_MOST);

  /**
   * Of the tokens in the table, so that a look-up fetches no token but the one. Written after that: two
   * writers at one place may leave the hash of the other, whose token is then checked once more.
   */
  private final AtomicIntegerArray hashes = new AtomicIntegerArray(AT_MOST);

  Optional<CachedToken> find(String text) {
    int hash = hash(text);
    for (int i = 0; i < PLACES; i++) {
      int place = place(hash, i);
      if (hashes.getAcquire(place) == hash) {
        CachedToken there = table.getAcquire(place);
        if (there != null && there.text().equals(text)) {
          return Optional.of(there);
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Of the end, which is a signature, and so as good as chance; nobody can choose it. A whole text would
   * take as long as all the rest, since it is another object for each request.
   */
  private static int hash(String text) {
    int hash = 0;
    for (int i = Math.max(0, text.length() - HASHED_CHARACTERS); i < text.length(); i++) {
      hash = Integer.rotateLeft(hash, 5) ^ text.charAt(i);
    }
    return hash;
  }

  /**
   * Takes an empty place, that of the same token or of one that has expired, or any of the eight.
   *
   * @param now seconds since the epoch
   */
  void add(CachedToken token, long now) {
    if (token.text().length() > LENGTH_AT_MOST) {
      return;
    }
    int hash = hash(token.text());
    int inFirst = free(token, hash, 0, now);
    int inSecond = free(token, hash, TOGETHER, now);
    int begin = inFirst >= inSecond ? 0 : TOGETHER;
    int chosen = place(hash, ThreadLocalRandom.current().nextInt(PLACES));
    for (int i = begin; i < begin + TOGETHER; i++) {
      int place = place(hash, i);
      if (isFree(place, token, now)) {
        chosen = place;
        break;
      }
    }
    table.setRelease(chosen, token);
    hashes.setRelease(chosen, hash);
  }

  /** How many of a group. */
  private int free(CachedToken token, int hash, int begin, long now) {
    int free = 0;
    for (int i = begin; i < begin + TOGETHER; i++) {
      free += isFree(place(hash, i), token, now) ? 1 : 0;
    }
    return free;
  }

  private boolean isFree(int place, CachedToken token, long now) {
    CachedToken there = table.getAcquire(place);
    return there == null || there.claims().expiresAt() <= now || there.text().equals(token.text());
  }

  /** Spreads into the high bits, of which it takes 14, in two ways. */
  private static int place(int hash, int i) {
    int spread = i < TOGETHER ? hash * 0x9E3779B9 : (hash ^ hash >>> 15) * 0x85EBCA6B;
    return (spread >>> 18 & -TOGETHER) + i % TOGETHER;
  }
}
