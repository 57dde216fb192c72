package dev.restauth.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * HMAC (RFC 2104) under a key that somebody else chose, however short: for what was signed before it
 * came here. What this program signs with keys of its own has {@link KeyedDigest}. Safe for use by
 * many threads.
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
   * HMAC-SHA-256.
   *
   * @param key at least 1 byte
   */
  public static Hmac sha256(byte[] key) {
    return new Hmac("HmacSHA256", key);
  }

  /**
   * HMAC-SHA-512.
   *
   * @param key at least 1 byte
   */
  public static Hmac sha512(byte[] key) {
    return new Hmac("HmacSHA512", key);
  }

  /** The code of a message: 32 bytes, or 64 of SHA-512. */
  public byte[] of(byte[] message) {
    try {
      Mac mac = (Mac) keyed.clone(); // has done the key's part already
      return mac.doFinal(message);
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether a code is that of a message; never for one that is cut. Compares in constant time. */
  public boolean verifies(byte[] message, byte[] code) {
    return ConstantTime.equals(of(message), code);
  }
}
