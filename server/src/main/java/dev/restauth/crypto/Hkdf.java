package dev.restauth.crypto;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;

/** HKDF with SHA-256 (RFC 5869), which derives independent keys from one key. */
final class Hkdf {
  private Hkdf() {}

  /**
   * Derives a key for one purpose.
   *
   * @param label the purpose; keys with other labels reveal nothing about this key
   * @param length the length in bytes, 1 to 8,160
   */
  static byte[] derive(byte[] key, String label, int length) {
    return derive(key, new byte[0], label.getBytes(StandardCharsets.UTF_8), length);
  }

  static byte[] derive(byte[] key, byte[] salt, byte[] info, int length) {
    try {
      var extract = HKDFParameterSpec.ofExtract().addIKM(key).addSalt(salt);
      return KDF.getInstance("HKDF-SHA256").deriveData(extract.thenExpand(info, length));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java runtime offers no HKDF-SHA256.", e);
    }
  }
}
