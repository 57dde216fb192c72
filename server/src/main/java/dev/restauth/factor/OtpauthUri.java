package dev.restauth.factor;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * URIs from which authenticator apps import a secret, in the format that Google Authenticator
 * introduced.
 */
final class OtpauthUri {
  private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private OtpauthUri() {}

  /**
   * Returns the URI of a secret.
   *
   * @param issuer the name of this server, for people
   */
  static String of(Totp totp, String issuer, String username) {
    return "otpauth://totp/"
        + encoded(issuer)
        + ":"
        + encoded(username)
        + "?secret="
        + base32(totp.secret())
        + "&issuer="
        + encoded(issuer)
        + "&algorithm="
        + totp.algorithm()
        + "&digits="
        + totp.digits()
        + "&period="
        + totp.period();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Encodes bytes in Base32 without padding (RFC 4648 section 6), which people can type. */
  static String base32(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    int buffer = 0;
    int bits = 0;
    for (byte each : bytes) {
      buffer = (buffer << Byte.SIZE) | (each & 0xff);
      bits += Byte.SIZE;
      while (bits >= 5) {
        bits -= 5;
        text.append(ALPHABET.charAt((buffer >> bits) & 31));
      }
    }
    if (bits > 0) {
      text.append(ALPHABET.charAt((buffer << (5 - bits)) & 31));
    }
    return text.toString();
  }
}
