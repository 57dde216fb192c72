package dev.restauth.adopt.source;

import dev.restauth.factor.Totp;
import dev.restauth.factor.Totp.Algorithm;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Parses secrets of authenticator apps in the forms that other systems write. */
final class TotpTexts {
  private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final String TOTP_URI = "otpauth://totp/";
  private static final int BITS_A_CHARACTER = 5;

  /** Maximum length of the text of a secret or a URI, in characters. */
  private static final int TEXT_AT_MOST = 1024;

  /**
   * Minimum length of a secret, in bytes. The first secrets of Google Authenticator had this
   * length. A shorter secret could be guessed from a few codes.
   */
  private static final int SECRET_BYTES_AT_LEAST = 10;

  private static final int SECRET_BYTES_AT_MOST = 256;
  private static final int PERIOD_AT_LEAST = 10;
  private static final int PERIOD_AT_MOST = 300;
  private static final int DIGITS = 6;
  private static final int PERIOD = 30;

  private TotpTexts() {}

  /**
   * Returns the app with a secret; empty if this server cannot check its codes.
   *
   * @param algorithm the name of the hash function, such as {@code SHA1}, {@code sha-256} or {@code
   *     HmacSHA512}; SHA-1 by default
   * @param digits the number of digits; 6 by default
   * @param period the period in seconds; 30 by default
   */
  static Optional<Totp> app(
      Optional<byte[]> secret,
      Optional<String> algorithm,
      Optional<String> digits,
      Optional<String> period) {
    Optional<Algorithm> hash =
        algorithm.map(TotpTexts::algorithm).orElse(Optional.of(Algorithm.SHA1));
    int length = digits.map(TotpTexts::number).orElse(DIGITS);
    int seconds = period.map(TotpTexts::number).orElse(PERIOD);
    return secret.isEmpty()
            || hash.isEmpty()
            || secret.get().length < SECRET_BYTES_AT_LEAST
            || secret.get().length > SECRET_BYTES_AT_MOST
            || length < DIGITS
            || length > 8
            || seconds < PERIOD_AT_LEAST
            || seconds > PERIOD_AT_MOST
        ? Optional.empty()
        : Optional.of(new Totp(secret.get(), hash.get(), length, seconds));
  }

  /** Returns the app with a secret in Base32, and the usual parameters. */
  static Optional<Totp> base32App(String secret) {
    return app(base32(secret), Optional.empty(), Optional.empty(), Optional.empty());
  }

  private static Optional<Algorithm> algorithm(String name) {
    return Algorithm.of(name.toUpperCase(Locale.ROOT).replace("HMAC", "").replace("-", ""));
  }

  /** Parses a small number; returns -1 if the text is anything else. */
  private static int number(String text) {
    return text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : -1;
  }

  /**
   * Decodes Base32 (RFC 4648 section 6) in upper or lower case, with or without padding; empty if
   * it is malformed.
   */
  static Optional<byte[]> base32(String text) {
    String plain = text.strip().replace(" ", "").replaceFirst("=+$", "").toUpperCase(Locale.ROOT);
    if (plain.length() > TEXT_AT_MOST) {
      return Optional.empty();
    }
    byte[] bytes = new byte[plain.length() * BITS_A_CHARACTER / Byte.SIZE];
    int buffer = 0;
    int bits = 0;
    int count = 0;
    for (int i = 0; i < plain.length(); i++) {
      int value = ALPHABET.indexOf(plain.charAt(i));
      if (value < 0) {
        return Optional.empty();
      }
      buffer = (buffer << BITS_A_CHARACTER) | value;
      bits += BITS_A_CHARACTER;
      if (bits >= Byte.SIZE) {
        bits -= Byte.SIZE;
        bytes[count] = (byte) (buffer >> bits);
        count++;
      }
    }
    return Optional.of(Arrays.copyOf(bytes, count));
  }

  static Optional<byte[]> hex(String text) {
    try {
      return text.length() > TEXT_AT_MOST
          ? Optional.empty()
          : Optional.of(HexFormat.of().parseHex(text));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  static boolean isUri(String text) {
    return text.startsWith("otpauth:");
  }

  /**
   * Parses the URI from which authenticator apps import a secret, in the format of Google
   * Authenticator. The path of the URI names the account, and may contain any characters.
   */
  static Optional<Totp> uri(String text) {
    int begin = text.indexOf('?') + 1;
    if (text.length() > TEXT_AT_MOST || !text.startsWith(TOTP_URI) || begin == 0) {
      return Optional.empty();
    }
    Map<String, String> query = new HashMap<>();
    try {
      for (String parameter : text.substring(begin).split("&", -1)) {
        String[] parts = parameter.split("=", 2);
        query.put(parts[0], URLDecoder.decode(parts[parts.length - 1], StandardCharsets.UTF_8));
      }
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
    return app(
        Optional.ofNullable(query.get("secret")).flatMap(TotpTexts::base32),
        Optional.ofNullable(query.get("algorithm")),
        Optional.ofNullable(query.get("digits")),
        Optional.ofNullable(query.get("period")));
  }
}
