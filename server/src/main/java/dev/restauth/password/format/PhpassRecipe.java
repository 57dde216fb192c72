package dev.restauth.password.format;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * phpass: a digest of salt and password. The function is applied 2^n more times, each time to the
 * previous digest and the password.
 */
final class PhpassRecipe implements Recipe {
  static final String ALPHABET = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  /** The index at which the salt begins in the settings. */
  private static final int SALT_FROM = 4;

  /**
   * The exponent below which a SHA-512 hash is weak: a graphics card can then try millions of
   * passwords a second.
   */
  private static final int MIN_SHA512_EXPONENT = 12;

  private final boolean md5First;
  private final String settings;
  private final Variant variant;

  /**
   * The hash function: MD5 as in the original phpass, or SHA-512 as in Drupal 7. Drupal's column
   * was too short for a complete SHA-512 hash.
   */
  enum Variant {
    MD5("MD5", 22, 0.00015),
    SHA512("SHA-512", 43, 0.0004);

    private final String algorithm;
    private final int characters;
    private final double millis;

    Variant(String algorithm, int characters, double millis) {
      this.algorithm = algorithm;
      this.characters = characters;
      this.millis = millis;
    }

    /** Returns the number of characters of the stored hash. */
    int characters() {
      return characters;
    }
  }

  /**
   * Creates a recipe; the caller has checked the bounds.
   *
   * @param md5First whether the input is not the password but its MD5 in hex, because the source
   *     hashed its old MD5 hashes again
   * @param settings the 12 characters before the hash
   */
  PhpassRecipe(boolean md5First, String settings, Variant variant) {
    this.md5First = md5First;
    this.settings = settings;
    this.variant = variant;
  }

  Variant variant() {
    return variant;
  }

  /** Returns the hash as ASCII characters. */
  @Override
  public byte[] derive(byte[] password, HashPrimitives primitives) {
    byte[] key =
        md5First
            ? HexFormat.of().formatHex(HashFunction.MD5.digest(password)).getBytes(US_ASCII)
            : password;
    try {
      MessageDigest digest = MessageDigest.getInstance(variant.algorithm);
      digest.update(settings.substring(SALT_FROM).getBytes(US_ASCII));
      byte[] hash = digest.digest(key);
      for (int left = 1 << exponent(); left > 0; left--) {
        digest.update(hash);
        hash = digest.digest(key);
      }
      return encoded(hash).substring(0, variant.characters).getBytes(US_ASCII);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java runtime offers no " + variant.algorithm, e);
    }
  }

  /** Encodes three bytes in four characters, the lowest bits first. */
  private static String encoded(byte[] hash) {
    StringBuilder text = new StringBuilder();
    for (int at = 0; at < hash.length; at += 3) {
      int group = 0;
      int bytes = Math.min(3, hash.length - at);
      for (int next = 0; next < bytes; next++) {
        group |= Byte.toUnsignedInt(hash[at + next]) << (8 * next);
      }
      for (int character = 0; character <= bytes; character++) {
        text.append(ALPHABET.charAt((group >>> (6 * character)) & 0x3f));
      }
    }
    return text.toString();
  }

  private int exponent() {
    return ALPHABET.indexOf(settings.charAt(SALT_FROM - 1));
  }

  @Override
  public String text() {
    return md5First ? "U" + settings : settings;
  }

  @Override
  public String kind() {
    return (variant == Variant.MD5 ? "phpass " : "phpass-sha512 ") + (1 << exponent());
  }

  @Override
  public double typicalMillis() {
    return variant.millis * (1 << exponent());
  }

  @Override
  public boolean weak() {
    return variant == Variant.MD5 || exponent() < MIN_SHA512_EXPONENT;
  }
}
