package dev.restauth.crypto;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * SHA-256 (FIPS 180-4), to look up secrets with so much randomness that they cannot be guessed: 128
 * bits or more. Never use it for passwords.
 */
public final class Sha256 {
  private Sha256() {}

  /** Returns the digest of a text in UTF-8, 32 bytes. */
  public static byte[] of(String secret) {
    return of(secret.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the digest of a text in UTF-8, as URL-safe Base64: 43 characters. */
  public static String textOf(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(of(text));
  }

  /** Returns the digest of bytes, 32 bytes. */
  public static byte[] of(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java runtime offers no SHA-256.", e);
    }
  }
}
