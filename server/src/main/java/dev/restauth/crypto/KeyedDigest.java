package dev.restauth.crypto;

import dev.restauth.job.Lazy;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * HMAC-SHA256 (RFC 2104) with a key that never leaves this object: digests reveal nothing about
 * their input, and guesses cannot be tested without the key. Thread-safe.
 */
public final class KeyedDigest {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int KEY_BYTES = 32;

  private final Lazy<Mac> keyed;

  private KeyedDigest(Supplier<byte[]> key) {
    this.keyed = new Lazy<>(() -> keyed(key.get()));
  }

  private static Mac keyed(byte[] key) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java runtime offers no " + ALGORITHM + ".", e);
    }
  }

  /**
   * Creates one with a new random key. Its digests are useless to other processes, and to this one
   * after a restart.
   */
  public static KeyedDigest ofThisProcess() {
    byte[] secret = newSecret();
    return new KeyedDigest(() -> secret);
  }

  /** A new random secret, 32 bytes, for {@link #derived}. */
  public static byte[] newSecret() {
    byte[] secret = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(secret);
    return secret;
  }

  /**
   * Creates one with a key derived from a secret; equal secrets give equal keys.
   *
   * @param secret supplies at least 128 random bits; called when the first digest is made
   * @param purpose the purpose; other purposes have other keys
   */
  public static KeyedDigest derived(Supplier<byte[]> secret, String purpose) {
    return new KeyedDigest(
        () -> Hkdf.derive(secret.get(), "restauth/digest/" + purpose + "/v1", KEY_BYTES));
  }

  /**
   * Returns the digest, 32 bytes, of the parts in this order. Each part is preceded by its length,
   * so the boundaries between parts matter.
   */
  public byte[] of(byte[]... parts) {
    Mac mac = copy();
    for (byte[] part : parts) {
      mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).flip());
      mac.update(part);
    }
    return mac.doFinal();
  }

  private Mac copy() {
    try {
      return (Mac) keyed.get().clone(); // the key has been processed already
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(e);
    }
  }
}
