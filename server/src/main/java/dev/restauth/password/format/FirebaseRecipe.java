package dev.restauth.password.format;

import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.SICBlockCipher;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/**
 * Firebase's scrypt: the project's signer key, encrypted with AES-256-CTR under what scrypt makes of the
 * password. The key is the same in all hashes of a project, and a secret.
 */
final class FirebaseRecipe implements Recipe {
  static final int KEY_BYTES = 32;
  private static final int COUNTER_BYTES = 16;

  private final ScryptRecipe scrypt;
  private final String settings;
  private final String secretName;

  /**
   * A recipe within bounds.
   *
   * @param scrypt of {@value #KEY_BYTES} bytes
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

  /** A thief of the database lacks the signer key, whatever scrypt costs. */
  @Override
  public boolean weak() {
    return false;
  }
}
