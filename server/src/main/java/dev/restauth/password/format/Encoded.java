package dev.restauth.password.format;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/** The ways in which hashes and salts are written down. What is malformed is empty. */
final class Encoded {
  private Encoded() {}

  /** Base64 (RFC 4648 section 4), with or without its padding. */
  static Optional<byte[]> base64(String text) {
    try {
      return Optional.of(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  /** The same where it may have {@code .} for {@code +}, which is how passlib writes. */
  static Optional<byte[]> passlib64(String text) {
    return base64(text.replace('.', '+'));
  }

  /** The same where it may be the alphabet for URLs, which is what some of Firebase's tools write. */
  static Optional<byte[]> anyBase64(String text) {
    return base64(text.replace('-', '+').replace('_', '/'));
  }

  /** Pairs of digits in either case. */
  static Optional<byte[]> hex(String text) {
    try {
      return Optional.of(HexFormat.of().parseHex(text));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  /** A digest as people write it: hex, or base64 where it is as long as that is. */
  static Optional<byte[]> digest(String text, int length) {
    return (text.length() == 2 * length ? hex(text) : base64(text))
        .filter(bytes -> bytes.length == length);
  }

  static String toBase64(byte[] bytes) {
    return Base64.getEncoder().withoutPadding().encodeToString(bytes);
  }
}
