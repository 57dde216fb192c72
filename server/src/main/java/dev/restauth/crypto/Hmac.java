package dev.restauth.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * HMAC (RFC 2104) with a key of any length, for tokens that another application signed and for
 * codes of authenticator apps. For its own keys, this program uses {@link KeyedDigest}.
 * Thread-safe.
 */
public final class Hmac {
  private final Mac keyed;

  private Hmac(String algorithm, byte[] key) {
    try {
      keyed = Mac.getInstance(algorithm);
      keyed.init(new SecretKeySpec(key, algorithm));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java runtime offers no " + algorithm + ".", e);
    }
  }

  /**
   * Creates HMAC-SHA-1, which authenticator apps use (RFC 4226 section 5).
   *
   * @param key the key, at least 1 byte
   */
  public static Hmac sha1(byte[] key) {
    return new Hmac("HmacSHA1", key);
  }

  /**
   * Creates HMAC-SHA-256.
   *
   * @param key the key, at least 1 byte
   */
  public static Hmac sha256(byte[] key) {
    return new Hmac("HmacSHA256", key);
  }

  /**
   * Creates HMAC-SHA-512.
   *
   * @param key the key, at least 1 byte
   */
  public static Hmac sha512(byte[] key) {
    return new Hmac("HmacSHA512", key);
  }

  /**
   * Returns the message authentication code: 20 bytes for SHA-1, 32 for SHA-256, 64 for SHA-512.
   */
  public byte[] of(byte[] message) {
    try {
      Mac mac = (Mac) keyed.clone(); // the clone has already processed the key
      return mac.doFinal(message);
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Returns whether a code is the message authentication code of a message. A truncated code never
   * matches. Compares in constant time.
   */
  public boolean verifies(byte[] message, byte[] code) {
    return ConstantTime.equals(of(message), code);
  }
}
