package dev.restauth.crypto;

import dev.restauth.blocking.Blocking;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

/**
 * Encrypts secrets that are stored in the database, so that nobody can read them there. Uses
 * AES-256-GCM (NIST SP 800-38D) with a key derived from the master key. Thread-safe.
 *
 * <p>Sealed bytes consist of a version byte, a random 96-bit nonce, the ciphertext and a 128-bit
 * tag. They are {@value #OVERHEAD} bytes longer than the plaintext. With random nonces, SP 800-38D
 * section 8.3 allows 2^32 encryptions with one key; this class is meant for thousands of rows.
 */
public final class Sealing implements Unsealer {
  private static final byte VERSION = 1;
  static final int OVERHEAD = 1 + AesGcm.NONCE_BYTES + AesGcm.TAG_BYTES;

  private final byte[] key;
  private final SecureRandom random = new SecureRandom();

  /** Creates an instance that encrypts and decrypts with a key derived from {@code master}. */
  public Sealing(MasterKey master) {
    this(master.derive("restauth/sealing/v1", MasterKey.BYTES));
  }

  private Sealing(byte[] key) {
    this.key = key;
  }

  /**
   * Creates an instance that encrypts and decrypts with a key derived from a secret, instead of the
   * master key.
   *
   * @param secret a text with at least 128 random bits
   */
  public static Sealing under(String secret) {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    return new Sealing(Hkdf.derive(bytes, "restauth/sealing-under-secret/v1", MasterKey.BYTES));
  }

  /**
   * Encrypts {@code plaintext} for the row {@code identity}.
   *
   * @param identity a name of the row that is unique in the whole database, such as {@code
   *     signing_key/3f2a}. The name is not stored, but required for decryption. It prevents an
   *     attacker with write access to the database from moving a sealed value to another row
   */
  public byte[] seal(byte[] plaintext, String identity) {
    Blocking.begin();
    var nonce = new byte[AesGcm.NONCE_BYTES];
    random.nextBytes(nonce);
    byte[] encrypted = AesGcm.encrypt(key, nonce, associated(identity), plaintext);
    return ByteBuffer.allocate(plaintext.length + OVERHEAD)
        .put(VERSION)
        .put(nonce)
        .put(encrypted)
        .array();
  }

  @Override
  public byte[] open(byte[] sealed, String identity) {
    Blocking.begin();
    if (sealed.length < OVERHEAD) {
      throw new UnsealFailedException("Sealed bytes are cut short.");
    }
    var from = ByteBuffer.wrap(sealed);
    byte version = from.get();
    if (version != VERSION) {
      throw new UnsealFailedException(
          "Sealed bytes are of the unknown version %d.".formatted(version));
    }
    var nonce = new byte[AesGcm.NONCE_BYTES];
    var encrypted = new byte[sealed.length - 1 - AesGcm.NONCE_BYTES];
    from.get(nonce).get(encrypted);
    return AesGcm.decrypt(key, nonce, associated(identity), encrypted)
        .orElseThrow(
            () ->
                new UnsealFailedException(
                    "Sealed bytes do not open: they were changed, belong to another row, "
                        + "or were sealed under another master key."));
  }

  /**
   * Returns the associated data. It also contains the version, so that bytes of a later format
   * cannot pass for this format.
   */
  private static byte[] associated(String identity) {
    byte[] name = identity.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(1 + name.length).put(VERSION).put(name).array();
  }
}
