package dev.restauth.crypto;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Random secrets as text that a person, a log filter or a secret scanner recognises. The text has a
 * prefix that names its kind, letters and digits from the random generator of the operating system,
 * and a checksum. With the checksum, mistyped and foreign secrets are detected without a database
 * query. Thread-safe.
 */
public final class SecretText {
  /** Service keys: 256 bits. */
  public static final SecretText SERVICE_KEY = new SecretText("restauth_sk_", 43);

  /** Personal keys: 256 bits. */
  public static final SecretText PERSONAL_KEY = new SecretText("restauth_pat_", 43);

  /** Refresh tokens: 128 bits that identify the token family, and 256 bits of this token alone. */
  public static final SecretText REFRESH_TOKEN = new SecretText("restauth_rt_", 22 + 43);

  /**
   * Refresh tokens of OAuth clients, in the same form. They have a prefix of their own, so that earlier versions of this
   * server on the same database never take one for a refresh token of theirs.
   */
  public static final SecretText CLIENT_REFRESH_TOKEN = new SecretText("restauth_crt_", 22 + 43);

  /** Secrets of clients of OAuth: 256 bits. */
  public static final SecretText CLIENT_SECRET = new SecretText("restauth_cs_", 43);

  private static final String COMMON_PREFIX = "restauth";
  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int CHECKSUM_LENGTH = 6; // 62^6 > 2^32

  private final SecureRandom random = new SecureRandom();
  private final String prefix;
  private final int length;

  /**
   * Creates a kind of secret.
   *
   * @param prefix the text with which secrets of this kind begin
   * @param length the number of random characters, of 5.95 bits each
   */
  public SecretText(String prefix, int length) {
    this.prefix = prefix;
    this.length = length;
  }

  /** Generates a new secret. */
  public String next() {
    return generate(prefix);
  }

  /**
   * Generates a new secret that shares its first {@code shared} random characters with {@code
   * other}.
   */
  public String next(String other, int shared) {
    return generate(shared(other, shared));
  }

  /** Returns the prefix and the first {@code shared} random characters of a secret. */
  public String shared(String text, int shared) {
    return text.substring(0, prefix.length() + shared);
  }

  private String generate(String start) {
    StringBuilder text = new StringBuilder(start);
    random
        .ints(prefix.length() + length - start.length(), 0, ALPHABET.length())
        .forEach(i -> text.append(ALPHABET.charAt(i)));
    return text.append(checksum(text.toString())).toString();
  }

  /** Returns whether a text is a secret of this kind, by its form alone. */
  public boolean matches(String text) {
    int end = prefix.length() + length;
    return text.length() == end + CHECKSUM_LENGTH
        && text.startsWith(prefix)
        && text.chars().skip(prefix.length()).allMatch(c -> ALPHABET.indexOf(c) >= 0)
        && checksum(text.substring(0, end)).equals(text.substring(end));
  }

  /** Returns whether a text begins like a secret of this kind. */
  public boolean isBegunBy(String text) {
    return text.startsWith(prefix);
  }

  /**
   * Recognises a text that begins like one of the secrets above: a secret, or one that is
   * truncated, mistyped or has extra characters, but never a user name or a password. The result is
   * the text without form-urlencoding. RFC 6749 section 2.3.1 requires that encoding in HTTP Basic,
   * and some libraries apply it even to an underscore.
   */
  public static Optional<String> recognise(String text) {
    if (!text.startsWith(COMMON_PREFIX)) {
      return Optional.empty();
    }
    String plain = decoded(text);
    return plain.startsWith(SERVICE_KEY.prefix)
            || plain.startsWith(REFRESH_TOKEN.prefix)
            || plain.startsWith(CLIENT_REFRESH_TOKEN.prefix)
            || PERSONAL_KEY.isBegunBy(plain)
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

  /** A CRC-32 in the same alphabet. It protects against accidents, not against attackers. */
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
