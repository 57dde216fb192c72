package dev.restauth.crypto;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Random secrets as text that a person, a log filter or a secret scanner recognises: a prefix that says
 * what it is, letters and digits from the operating system's random generator, and a checksum, so that
 * a mistyped or foreign one is known without asking anybody. Thread-safe.
 */
public final class SecretText {
  /** The keys of services: 256 bits. */
  public static final SecretText SERVICE_KEY = new SecretText("restauth_sk_", 43);

  /** Refresh tokens: 128 bits that name the line, and 256 that only this token has. */
  public static final SecretText REFRESH_TOKEN = new SecretText("restauth_rt_", 22 + 43);

  private static final String OURS = "restauth";
  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int CHECKSUM_LENGTH = 6; // 62^6 > 2^32

  private final SecureRandom random = new SecureRandom();
  private final String prefix;
  private final int length;

  /**
   * A kind of secret.
   *
   * @param prefix what it begins with
   * @param length how many random characters it has, of 5.95 bits each
   */
  public SecretText(String prefix, int length) {
    this.prefix = prefix;
    this.length = length;
  }

  /** A new one. */
  public String next() {
    return begunWith(prefix);
  }

  /** A new one that has its first {@code shared} random characters in common with another. */
  public String next(String other, int shared) {
    return begunWith(shared(other, shared));
  }

  /** The prefix and the first {@code shared} random characters of one. */
  public String shared(String text, int shared) {
    return text.substring(0, prefix.length() + shared);
  }

  private String begunWith(String start) {
    StringBuilder text = new StringBuilder(start);
    random
        .ints(prefix.length() + length - start.length(), 0, ALPHABET.length())
        .forEach(i -> text.append(ALPHABET.charAt(i)));
    return text.append(checksum(text.toString())).toString();
  }

  /** Whether a text is one of this kind, by its form alone. */
  public boolean matches(String text) {
    int end = prefix.length() + length;
    return text.length() == end + CHECKSUM_LENGTH
        && text.startsWith(prefix)
        && text.chars().skip(prefix.length()).allMatch(c -> ALPHABET.indexOf(c) >= 0)
        && checksum(text.substring(0, end)).equals(text.substring(end));
  }

  /**
   * A text that begins as one of those above: it is one, or one that was cut, mistyped or has something
   * at its end, and in no case a user name or a password. It is returned as it was before it was
   * form-urlencoded, which RFC 6749 section 2.3.1 asks for in HTTP Basic, and which some libraries do
   * even with an underscore.
   */
  public static Optional<String> recognise(String text) {
    if (!text.startsWith(OURS)) {
      return Optional.empty();
    }
    String plain = decoded(text);
    return plain.startsWith(SERVICE_KEY.prefix) || plain.startsWith(REFRESH_TOKEN.prefix)
        ? Optional.of(plain)
        : Optional.empty();
  }

  private static String decoded(String text) {
    try {
      return text.indexOf('%') < 0 ? text : URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  /** CRC-32, in the same alphabet. It guards against accidents, not against people. */
  private static String checksum(String text) {
    CRC32 crc = new CRC32();
    crc.update(text.getBytes(StandardCharsets.US_ASCII));
    char[] digits = new char[CHECKSUM_LENGTH];
    long rest = crc.getValue();
    for (int i = CHECKSUM_LENGTH - 1; i >= 0; i--) {
      digits[i] = ALPHABET.charAt((int) (rest % ALPHABET.length()));
      rest /= ALPHABET.length();
    }
    return new String(digits);
  }
}
