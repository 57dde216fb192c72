package dev.restauth.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * PBKDF2 (RFC 8018 section 5.2), with one constant for each hash function. The password is a byte
 * array of any length. The JDK's implementation cannot be used, because it expects characters and
 * refuses an empty password.
 */
public enum Pbkdf2 {
  SHA1("HmacSHA1", 20),
  SHA224("HmacSHA224", 28),
  SHA256("HmacSHA256", 32),
  SHA384("HmacSHA384", 48),
  SHA512("HmacSHA512", 64);

  private final String mac;
  private final int blockLength;

  Pbkdf2(String mac, int blockLength) {
    this.mac = mac;
    this.blockLength = blockLength;
  }

  /** Returns the number of bytes that one block of iterations produces. */
  public int blockLength() {
    return blockLength;
  }

  /**
   * Derives a key. Blocks the calling thread for about 0.2 to 0.8 microseconds per iteration and
   * block.
   *
   * @param password the password, which is not changed
   * @param iterations the number of iterations, at least 1
   * @param length the length in bytes, at least 1, at most 255 times {@link #blockLength}
   */
  public byte[] derive(byte[] password, byte[] salt, int iterations, int length) {
    // A key specification refuses an empty key. HMAC pads its key with zeros, so a single zero byte
    // is the same key.
    byte[] key = password.length == 0 ? new byte[1] : password;
    try {
      Mac hmac = Mac.getInstance(mac);
      hmac.init(new SecretKeySpec(key, mac));
      byte[] derived = new byte[Math.ceilDiv(length, blockLength) * blockLength];
      for (int from = 0; from < derived.length; from += blockLength) {
        block(hmac, salt, iterations, derived, from);
      }
      return Arrays.copyOf(derived, length);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java runtime offers no " + mac + ".", e);
    }
  }

  private void block(Mac hmac, byte[] salt, int iterations, byte[] derived, int from)
      throws GeneralSecurityException {
    hmac.update(salt);
    byte[] one = hmac.doFinal(new byte[] {0, 0, 0, (byte) (from / blockLength + 1)});
    ByteBuffer.wrap(derived).put(from, one);
    for (int i = 1; i < iterations; i++) {
      hmac.update(one);
      hmac.doFinal(one, 0);
      for (int at = 0; at < blockLength; at++) {
        derived[from + at] ^= one[at];
      }
    }
  }
}
