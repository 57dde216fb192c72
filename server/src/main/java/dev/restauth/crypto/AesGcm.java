package dev.restauth.crypto;

import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-GCM with a 128-bit tag (NIST SP 800-38D). The caller must never use the same nonce twice with
 * one key.
 */
final class AesGcm {
  static final int NONCE_BYTES = 12;
  static final int TAG_BYTES = 16;

  private AesGcm() {}

  /** Returns the ciphertext, followed by the tag. */
  static byte[] encrypt(byte[] key, byte[] nonce, byte[] associated, byte[] plaintext) {
    try {
      var cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce, associated);
      return cipher.doFinal(plaintext);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM failed to encrypt.", e);
    }
  }

  /**
   * Returns the plaintext; empty if the key, the nonce, the associated data, the ciphertext and the
   * tag do not match.
   */
  static Optional<byte[]> decrypt(byte[] key, byte[] nonce, byte[] associated, byte[] ciphertext) {
    try {
      var cipher = cipher(Cipher.DECRYPT_MODE, key, nonce, associated);
      return Optional.of(cipher.doFinal(ciphertext));
    } catch (AEADBadTagException e) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM failed to decrypt.", e);
    }
  }

  private static Cipher cipher(int mode, byte[] key, byte[] nonce, byte[] associated)
      throws GeneralSecurityException {
    var cipher = Cipher.getInstance("AES/GCM/NoPadding");
    var parameters = new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce);
    cipher.init(mode, new SecretKeySpec(key, "AES"), parameters);
    cipher.updateAAD(associated);
    return cipher;
  }
}
