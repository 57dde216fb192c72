package dev.restauth.password.format;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/** Decodes the encodings of hashes and salts. The result is empty if the text is malformed. */
final class Encoded {
  private Encoded() {}

  /** Decodes base64 (RFC 4648 section 4), with or without padding. */
  static Optional<byte[]> base64(String text) {
    try {
      return Optional.of(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  /** Decodes base64 that may have {@code .} instead of {@code +}, as passlib writes it. */
  static Optional<byte[]> passlib64(String text) {
    return base64(text.replace('.', '+'));
  }

  /** Decodes base64 in the standard or the URL-safe alphabet, which some Firebase tools use. */
  static Optional<byte[]> anyBase64(String text) {
    return base64(text.replace('-', '+').replace('_', '/'));
  }

  /** Decodes pairs of hexadecimal digits in upper or lower case. */
  static Optional<byte[]> hex(String text) {
    try {
      return Optional.of(HexFormat.of().parseHex(text));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  /**
   * Decodes a digest of {@code length} bytes. A text with twice as many characters is hex; any
   * other text is base64.
   */
  static Optional<byte[]> digest(String text, int length) {
    return (text.length() == 2 * length ? hex(text) : base64(text))
        .filter(bytes -> bytes.length == length);
  }

  static String toBase64(byte[] bytes) {
    return Base64.getEncoder().withoutPadding().encodeToString(bytes);
  }
}
