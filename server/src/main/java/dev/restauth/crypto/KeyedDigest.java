package dev.restauth.crypto;

import dev.restauth.job.Lazy;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * HMAC-SHA256 (RFC 2104) with a key that never leaves this object. Without the key, a digest
 * reveals nothing about its input, and nobody can test guesses. Thread-safe.
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
   * Creates a digest with a new random key. Its results are useless to other processes, and to this
   * program after a restart.
   */
  public static KeyedDigest ofThisProcess() {
    byte[] secret = newSecret();
    return new KeyedDigest(() -> secret);
  }

  /** Returns a new random secret of 32 bytes for {@link #derived}. */
  public static byte[] newSecret() {
    byte[] secret = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(secret);
    return secret;
  }

  /**
   * Creates a digest with a key that is derived from a secret. Equal secrets result in equal keys.
   *
   * @param secret supplies a secret with at least 128 random bits; called when the first digest is
   *     computed
   * @param purpose the purpose; each purpose has its own key
   */
  public static KeyedDigest derived(Supplier<byte[]> secret, String purpose) {
    return new KeyedDigest(
        () -> Hkdf.derive(secret.get(), "restauth/digest/" + purpose + "/v1", KEY_BYTES));
  }

  /**
   * Returns the digest of the parts in the given order, 32 bytes. The length of each part precedes
   * it, so "ab" and "c" result in another digest than "a" and "bc".
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
      return (Mac) keyed.get().clone(); // the clone has already processed the key
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(e);
    }
  }
}
