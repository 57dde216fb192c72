package dev.restauth.work;

import dev.restauth.crypto.ConstantTime;
import dev.restauth.crypto.KeyedDigest;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * A challenge, which only a server that has the key can create.
 *
 * @param until the time at which the challenge expires, in whole seconds
 * @param difficulty the difficulty in bits
 * @param nonce a random id that is unique to the challenge
 */
record Challenge(Instant until, int difficulty, String nonce) {
  private static final int NONCE_BYTES = 16;
  private static final int CLAIM_BYTES = Long.BYTES + 1 + NONCE_BYTES;
  private static final int DIGEST_BYTES = 32;

  /**
   * The number of characters of the challenge's text, which is URL-safe base64 without padding.
   */
  static final int LENGTH = (CLAIM_BYTES + DIGEST_BYTES) * 4 / 3;

  /** Returns the text for the client. */
  String text(KeyedDigest digest) {
    byte[] claim =
        ByteBuffer.allocate(CLAIM_BYTES)
            .putLong(until.getEpochSecond())
            .put((byte) difficulty)
            .put(Base64.getUrlDecoder().decode(nonce))
            .array();
    byte[] all = Arrays.copyOf(claim, CLAIM_BYTES + DIGEST_BYTES);
    System.arraycopy(digest.of(claim), 0, all, CLAIM_BYTES, DIGEST_BYTES);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
  }

  /**
   * Parses a text of {@link #LENGTH} characters; empty if the text was not created with this key.
   */
  static Optional<Challenge> of(String text, KeyedDigest digest) {
    byte[] all = Base64.getUrlDecoder().decode(text);
    byte[] claim = Arrays.copyOf(all, CLAIM_BYTES);
    byte[] proof = Arrays.copyOfRange(all, CLAIM_BYTES, all.length);
    if (!ConstantTime.equals(digest.of(claim), proof)) {
      return Optional.empty();
    }
    ByteBuffer read = ByteBuffer.wrap(claim);
    Instant until = Instant.ofEpochSecond(read.getLong());
    int difficulty = read.get();
    byte[] nonce = new byte[NONCE_BYTES];
    read.get(nonce);
    return Optional.of(
        new Challenge(
            until, difficulty, Base64.getUrlEncoder().withoutPadding().encodeToString(nonce)));
  }
}
