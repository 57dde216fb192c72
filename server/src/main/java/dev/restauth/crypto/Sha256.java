package dev.restauth.crypto;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * SHA-256 (FIPS 180-4) for looking up secrets that cannot be guessed, because they have at least
 * 128 random bits. Never use it for passwords.
 */
public final class Sha256 {
  private Sha256() {}

  /** Returns the digest of a text in UTF-8, as 32 bytes. */
  public static byte[] of(String secret) {
    return of(secret.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the digest of a text in UTF-8, as 43 characters of URL-safe Base64. */
  public static String textOf(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(of(text));
  }

  /** Returns the digest of bytes, as 32 bytes. */
  public static byte[] of(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java runtime offers no SHA-256.", e);
    }
  }
}
