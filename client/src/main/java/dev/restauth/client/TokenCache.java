package dev.restauth.client;

import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A cache of tokens whose signature was checked. The cache is a table of a fixed size, without
 * locks. Each token has eight possible slots in two groups of four, and is stored in the group with
 * more free slots, so 10,000 tokens rarely evict each other. The verifier checks an evicted token
 * again. A look-up compares the whole text. Its duration reveals nothing to a caller who does not
 * have the token. Only tokens with a valid signature are added, so an attacker cannot choose texts
 * that evict all other tokens. Thread-safe.
 */
final class TokenCache {
  static final int AT_MOST = 16_384;
  private static final int GROUP_SLOTS = 4;
  private static final int SLOTS = 2 * GROUP_SLOTS;

  /**
   * The maximum length of a cached token, in characters. This limits the table to about 32 MB.
   * Tokens usually have about 600 characters, and the table then needs 20 MB.
   */
  private static final int LENGTH_AT_MOST = 2_048;

  private static final int HASHED_CHARACTERS = 16;

  private final AtomicReferenceArray<CachedToken> table = new AtomicReferenceArray<>(AT_MOST);

  /**
   * Hashes of the tokens in the table, so that a look-up reads only the matching token. A hash is
   * written after its token. Two concurrent writers of one slot may leave the wrong hash. The
   * verifier then checks that token again.
   */
  private final AtomicIntegerArray hashes = new AtomicIntegerArray(AT_MOST);

  Optional<CachedToken> find(String text) {
    int hash = hash(text);
    for (int i = 0; i < SLOTS; i++) {
      int slot = slot(hash, i);
      if (hashes.getAcquire(slot) == hash) {
        CachedToken entry = table.getAcquire(slot);
        if (entry != null && entry.text().equals(text)) {
          return Optional.of(entry);
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Hashes the end of the token. The end is part of the signature, so it is practically random and
   * cannot be chosen by an attacker. A hash of the whole text would take as long as the rest of a
   * look-up, because each request has a new String without a cached hash.
   */
  private static int hash(String text) {
    int hash = 0;
    for (int i = Math.max(0, text.length() - HASHED_CHARACTERS); i < text.length(); i++) {
      hash = Integer.rotateLeft(hash, 5) ^ text.charAt(i);
    }
    return hash;
  }

  /**
   * Stores a token in a slot that is free, or that contains the same token or an expired one. If
   * there is no such slot, replaces the token in a random one of the eight slots.
   *
   * @param now the current time, in seconds since the epoch
   */
  void add(CachedToken token, long now) {
    if (token.text().length() > LENGTH_AT_MOST) {
      return;
    }
    int hash = hash(token.text());
    int inFirst = free(token, hash, 0, now);
    int inSecond = free(token, hash, GROUP_SLOTS, now);
    int begin = inFirst >= inSecond ? 0 : GROUP_SLOTS;
    int chosen = slot(hash, ThreadLocalRandom.current().nextInt(SLOTS));
    for (int i = begin; i < begin + GROUP_SLOTS; i++) {
      int slot = slot(hash, i);
      if (isFree(slot, token, now)) {
        chosen = slot;
        break;
      }
    }
    table.setRelease(chosen, token);
    hashes.setRelease(chosen, hash);
  }

  /** Returns the number of free slots of a group. */
  private int free(CachedToken token, int hash, int begin, long now) {
    int free = 0;
    for (int i = begin; i < begin + GROUP_SLOTS; i++) {
      free += isFree(slot(hash, i), token, now) ? 1 : 0;
    }
    return free;
  }

  private boolean isFree(int slot, CachedToken token, long now) {
    CachedToken entry = table.getAcquire(slot);
    return entry == null || entry.claims().expiresAt() <= now || entry.text().equals(token.text());
  }

  /**
   * Returns the index of a possible slot. Each group mixes the hash in a different way. The high
   * bits of the result select four neighbouring slots, and {@code i} selects one of them.
   */
  private static int slot(int hash, int i) {
    int spread = i < GROUP_SLOTS ? hash * 0x9E3779B9 : (hash ^ hash >>> 15) * 0x85EBCA6B;
    return (spread >>> 18 & -GROUP_SLOTS) + i % GROUP_SLOTS;
  }
}
