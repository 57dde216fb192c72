package dev.restauth.password.format;

import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.SICBlockCipher;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/**
 * The hash of Firebase: the project's signer key, encrypted with AES-256-CTR. The encryption key is
 * the scrypt hash of the password. The signer key is secret; all hashes of a project share it.
 */
final class FirebaseRecipe implements Recipe {
  static final int KEY_BYTES = 32;
  private static final int COUNTER_BYTES = 16;

  private final ScryptRecipe scrypt;
  private final String settings;
  private final String secretName;

  /**
   * Creates a recipe; the caller has checked the bounds.
   *
   * @param scrypt the scrypt recipe, with a result of {@value #KEY_BYTES} bytes
   * @param settings the text without the hash
   */
  FirebaseRecipe(ScryptRecipe scrypt, String settings, String secretName) {
    this.scrypt = scrypt;
    this.settings = settings;
    this.secretName = secretName;
  }

  @Override
  public byte[] derive(byte[] password, HashPrimitives primitives) {
    byte[] signerKey = primitives.secret(secretName);
    var cipher = SICBlockCipher.newInstance(AESEngine.newInstance());
    cipher.init(
        true,
        new ParametersWithIV(
            new KeyParameter(scrypt.derive(password, primitives)), new byte[COUNTER_BYTES]));
    byte[] encrypted = new byte[signerKey.length];
    cipher.processBytes(signerKey, 0, signerKey.length, encrypted, 0);
    return encrypted;
  }

  @Override
  public String text() {
    return settings;
  }

  @Override
  public String kind() {
    return "firebase-scrypt " + scrypt.costs();
  }

  @Override
  public double typicalMillis() {
    return scrypt.typicalMillis();
  }

  /**
   * Returns false: without the signer key, which a stolen database contains only in encrypted form,
   * nobody can test guesses.
   */
  @Override
  public boolean weak() {
    return false;
  }
}
