package dev.restauth.crypto;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The 32 random bytes from which every key at rest is derived with HKDF (RFC 5869). It lives outside
 * the database: in the environment, in a file, or in a secret store that makes it one of these.
 * Immutable.
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
   * Reads a key from text: standard base64 (RFC 4648 section 4) of exactly 32 bytes, with or without
   * padding; white space around it is ignored.
   *
   * @throws UnusableMasterKey where it is anything else; the message does not repeat it
   */
  public static MasterKey parse(String base64) {
    byte[] decoded;
    try {
      decoded = Base64.getDecoder().decode(base64.strip());
    } catch (IllegalArgumentException notBase64) {
      // Its message would quote characters of the key.
      throw new UnusableMasterKey("The master key is not base64: " + EXPECTED + ".");
    }
    if (decoded.length != BYTES) {
      throw new UnusableMasterKey(
          "The master key has %d bytes: %s.".formatted(decoded.length, EXPECTED));
    }
    return new MasterKey(decoded);
  }

  /** A new key from the operating system's random generator. */
  public static MasterKey generate() {
    var fresh = new byte[BYTES];
    new SecureRandom().nextBytes(fresh);
    return new MasterKey(fresh);
  }

  /**
   * Reads the file an operator named. Its group may read it, since that is how container platforms
   * hand out secrets; others may not.
   *
   * @throws UnusableMasterKey where it cannot be read, others may read it, or it holds no key
   */
  public static MasterKey load(Path file) {
    return MasterKeyFile.load(file);
  }

  /**
   * Reads a file that only its owner may use; empty where there is none.
   *
   * @throws UnusableMasterKey where it cannot be read, anyone else may use it, or it holds no key
   */
  public static Optional<MasterKey> find(Path file) {
    return MasterKeyFile.find(file);
  }

  /**
   * Reads {@code file}, or makes it with a new key: mode 0600, on disk before this returns, and
   * whole or not there at all whenever the process or machine dies.
   *
   * @throws UnusableMasterKey where it cannot be read or made, anyone but its owner may use it, or
   *     it holds no key
   */
  public static MasterKey loadOrCreate(Path file) {
    return MasterKeyFile.loadOrCreate(file);
  }

  /**
   * Writes this key to a file that is not there yet: mode 0600, on disk before this returns. One that
   * is there stays as it is.
   *
   * @throws UnusableMasterKey where it cannot be written
   */
  public void keep(Path file) {
    MasterKeyFile.keep(this, file);
  }

  /**
   * Writes this key in the place of whatever the file holds: mode 0600, on disk before this returns,
   * and the one or the other whenever the process or machine dies.
   *
   * @throws UnusableMasterKey where it cannot be written
   */
  public void replace(Path file) {
    MasterKeyFile.replace(this, file);
  }

  /**
   * Gives a key's file another name, in the place of whatever has that: on disk before this returns.
   *
   * @throws UnusableMasterKey where it cannot
   */
  public static void rename(Path file, Path name) {
    MasterKeyFile.rename(file, name);
  }

  /** The key itself, as {@link #parse} reads it. */
  public String base64() {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** Names this key without giving it away: 16 hexadecimal digits. */
  public String keyId() {
    return HexFormat.of().formatHex(derive("restauth/key-id/v1", KEY_ID_BYTES));
  }

  /** Proves, kept beside {@link #keyId} in the database, which key belongs to it: 32 bytes. */
  public byte[] checkValue() {
    return derive("restauth/check-value/v1", CHECK_BYTES);
  }

  /** Whether a database that keeps these two belongs to this key. Takes constant time. */
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

  /** Names the key, does not show it. */
  @Override
  public String toString() {
    return "MasterKey[" + keyId() + "]";
  }
}
