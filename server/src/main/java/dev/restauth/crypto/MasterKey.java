package dev.restauth.crypto;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The master key: 32 random bytes. All keys that encrypt stored data are derived from it with HKDF
 * (RFC 5869). The master key is stored outside the database: in an environment variable or in a
 * file. A secret store can provide the variable or the file. Immutable.
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
   * Parses a key: exactly 32 bytes in standard base64 (RFC 4648 section 4), with or without
   * padding. Surrounding white space is ignored.
   *
   * @throws UnusableMasterKey if the text is anything else; the message does not contain the text
   */
  public static MasterKey parse(String base64) {
    byte[] decoded;
    try {
      decoded = Base64.getDecoder().decode(base64.strip());
    } catch (IllegalArgumentException notBase64) {
      // The exception message would quote characters of the key.
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
   * Reads the file that an operator named. Its group may read the file, since container platforms
   * provide secrets in this way; other users may not.
   *
   * @throws UnusableMasterKey if the file cannot be read, other users may read it, or it contains
   *     no key
   */
  public static MasterKey load(Path file) {
    return MasterKeyFile.load(file);
  }

  /**
   * Reads a file that only its owner may access; empty if there is no such file.
   *
   * @throws UnusableMasterKey if the file cannot be read, anyone but its owner may access it, or it
   *     contains no key
   */
  public static Optional<MasterKey> find(Path file) {
    return MasterKeyFile.find(file);
  }

  /**
   * Reads {@code file}, or creates it with a new key and the mode 0600. A new file is on disk
   * before this method returns. If the process or the machine stops at any time, the file is either
   * complete or absent.
   *
   * @throws UnusableMasterKey if the file cannot be read or created, anyone but its owner may
   *     access it, or it contains no key
   */
  public static MasterKey loadOrCreate(Path file) {
    return MasterKeyFile.loadOrCreate(file);
  }

  /**
   * Writes this key to a new file with the mode 0600. The file is on disk before this method
   * returns. An existing file is not changed.
   *
   * @throws UnusableMasterKey if the file cannot be written
   */
  public void writeIfAbsent(Path file) {
    MasterKeyFile.writeIfAbsent(this, file);
  }

  /**
   * Replaces the content of a file with this key, and sets the mode 0600. The new content is on
   * disk before this method returns. If the process or the machine stops at any time, the file has
   * either the old or the new content.
   *
   * @throws UnusableMasterKey if the file cannot be written
   */
  public void replace(Path file) {
    MasterKeyFile.replace(this, file);
  }

  /**
   * Renames a key file, and replaces any file that has the new name. The change is on disk before
   * this method returns.
   *
   * @throws UnusableMasterKey if the file cannot be renamed
   */
  public static void rename(Path file, Path name) {
    MasterKeyFile.rename(file, name);
  }

  /** Returns the secret key itself, in the form that {@link #parse} reads. */
  public String base64() {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** Returns the id of this key, 16 hexadecimal digits. The id does not reveal the key. */
  public String keyId() {
    return HexFormat.of().formatHex(derive("restauth/key-id/v1", KEY_ID_BYTES));
  }

  /**
   * Returns the check value, 32 bytes. The database stores it together with {@link #keyId}, so that
   * the program recognises the database's key.
   */
  public byte[] checkValue() {
    return derive("restauth/check-value/v1", CHECK_BYTES);
  }

  /**
   * Returns whether a database with this id and check value belongs to this key. Compares in
   * constant time.
   */
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

  /** Returns a text that contains the id, but not the key. */
  @Override
  public String toString() {
    return "MasterKey[" + keyId() + "]";
  }
}
