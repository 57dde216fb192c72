package dev.restauth.crypto;

import java.security.SecureRandom;
import java.util.Base64;

/**
 * Generates identifiers of 128 random bits, which cannot be guessed, and shorter codes for users to
 * type. Thread-safe.
 */
public final class RandomIds {
  private static final int BYTES = 16;

  private final SecureRandom random = new SecureRandom();

  /** Returns random bytes. */
  public byte[] bytes(int count) {
    var bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Returns random decimal digits. */
  public String digits(int count) {
    StringBuilder digits = new StringBuilder(count);
    for (int i = 0; i < count; i++) {
      digits.append((char) ('0' + random.nextInt(10)));
    }
    return digits.toString();
  }

  /**
   * Returns a new identifier: 22 characters of URL-safe base64 without padding (RFC 4648 section
   * 5).
   */
  public String next() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(BYTES));
  }
}
