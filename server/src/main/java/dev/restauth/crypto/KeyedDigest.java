package dev.restauth.crypto;

import dev.restauth.job.Lazy;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * HMAC-SHA256 (RFC 2104) under a key that never leaves this object: who sees digests learns nothing of
 * what they were made from, and cannot try. Safe for use by many threads.
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

  /** With a new random key: digests mean nothing to another process, nor to this one restarted. */
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
   * With a key derived from a secret, the same wherever that is.
   *
   * @param secret of at least 128 random bits; asked for when the first digest is made
   * @param purpose other purposes have other keys
   */
  public static KeyedDigest derived(Supplier<byte[]> secret, String purpose) {
    return new KeyedDigest(
        () -> Hkdf.derive(secret.get(), "restauth/digest/" + purpose + "/v1", KEY_BYTES));
  }

  /**
   * The digest, 32 bytes, of the parts in their order. Where one ends and the next begins counts: each
   * goes in with its length.
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
      return (Mac) keyed.get().clone(); // has done the key's part already
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(e);
    }
  }
}
