package dev.restauth.crypto;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The master key: 32 random bytes from which every key at rest is derived with HKDF (RFC 5869). It
 * is stored outside the database: in the environment, in a file, or in a secret store that provides
 * it as one of these. Immutable.
 */
public final class MasterKey {
  static final int BYTES = 32;

  private static final int KEY_ID_BYTES = 8;
  private static final int CHECK_BYTES = 32;
  private static final String EXPECTED =
      "expected 32 random bytes in base64 (44 characters), as `openssl rand -base64 32` prints them";

  private final byte[] bytes;

  private MasterKey(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Reads a key from text: standard base64 (RFC 4648 section 4) of exactly 32 bytes, with or
   * without padding. Surrounding white space is ignored.
   *
   * @throws UnusableMasterKey if the text is anything else; the message does not contain it
   */
  public static MasterKey parse(String base64) {
    byte[] decoded;
    try {
      decoded = Base64.getDecoder().decode(base64.strip());
    } catch (IllegalArgumentException notBase64) {
      // The message of the exception would quote characters of the key.
      throw new UnusableMasterKey("The master key is not base64: " + EXPECTED + ".");
    }
    if (decoded.length != BYTES) {
      throw new UnusableMasterKey(
          "The master key has %d bytes: %s.".formatted(decoded.length, EXPECTED));
    }
    return new MasterKey(decoded);
  }

  /** Generates a new key with the random generator of the operating system. */
  public static MasterKey generate() {
    var generated = new byte[BYTES];
    new SecureRandom().nextBytes(generated);
    return new MasterKey(generated);
  }

  /**
   * Reads the file that an operator named. Its group may read it, since container platforms provide
   * secrets in this way; others may not.
   *
   * @throws UnusableMasterKey if it cannot be read, others may read it, or it contains no key
   */
  public static MasterKey load(Path file) {
    return MasterKeyFile.load(file);
  }

  /**
   * Reads a file that only its owner may access; empty if there is none.
   *
   * @throws UnusableMasterKey if it cannot be read, anyone else may access it, or it contains no
   *     key
   */
  public static Optional<MasterKey> find(Path file) {
    return MasterKeyFile.find(file);
  }

  /**
   * Reads {@code file}, or creates it with a new key: mode 0600, and on disk before this method
   * returns. If the process or machine stops at any time, the file is complete or absent.
   *
   * @throws UnusableMasterKey if it cannot be read or created, anyone but its owner may access it,
   *     or it contains no key
   */
  public static MasterKey loadOrCreate(Path file) {
    return MasterKeyFile.loadOrCreate(file);
  }

  /**
   * Writes this key to a new file: mode 0600, and on disk before this method returns. An existing
   * file is not changed.
   *
   * @throws UnusableMasterKey if it cannot be written
   */
  public void writeIfAbsent(Path file) {
    MasterKeyFile.writeIfAbsent(this, file);
  }

  /**
   * Replaces the content of a file with this key: mode 0600, and on disk before this method
   * returns. If the process or machine stops at any time, the file has either the old or the new
   * content.
   *
   * @throws UnusableMasterKey if it cannot be written
   */
  public void replace(Path file) {
    MasterKeyFile.replace(this, file);
  }

  /**
   * Renames the file of a key, and replaces any file of the new name: on disk before this method
   * returns.
   *
   * @throws UnusableMasterKey if it cannot be renamed
   */
  public static void rename(Path file, Path name) {
    MasterKeyFile.rename(file, name);
  }

  /** The secret key itself, in the form that {@link #parse} reads. */
  public String base64() {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** The id of this key, which does not reveal it: 16 hexadecimal digits. */
  public String keyId() {
    return HexFormat.of().formatHex(derive("restauth/key-id/v1", KEY_ID_BYTES));
  }

  /**
   * The check value, 32 bytes. The database stores it beside {@link #keyId} to identify its key.
   */
  public byte[] checkValue() {
    return derive("restauth/check-value/v1", CHECK_BYTES);
  }

  /** Returns whether a database with this id and check value belongs to this key. Takes constant time. */
  public boolean matches(String keyId, byte[] checkValue) {
    boolean sameId =
        ConstantTime.equals(
            keyId().getBytes(StandardCharsets.UTF_8), keyId.getBytes(StandardCharsets.UTF_8));
    boolean sameCheck = ConstantTime.equals(checkValue(), checkValue);
    return sameId && sameCheck;
  }

  byte[] derive(String label, int length) {
    return Hkdf.derive(bytes, label, length);
  }

  /** Contains the id, not the key. */
  @Override
  public String toString() {
    return "MasterKey[" + keyId() + "]";
  }
}
