package dev.restauth.crypto;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Random secrets as text that people, log filters and secret scanners recognise. The text consists
 * of a prefix that names the kind of secret, letters and digits from the operating system's random
 * generator, and a checksum. The checksum detects mistyped and foreign secrets without a database
 * query. Thread-safe.
 */
public final class SecretText {
  /** Service keys, with 256 random bits. */
  public static final SecretText SERVICE_KEY = new SecretText("restauth_sk_", 43);

  /** Personal keys, with 256 random bits. */
  public static final SecretText PERSONAL_KEY = new SecretText("restauth_pat_", 43);

  /**
   * Refresh tokens, with 128 random bits that identify the token family and 256 random bits for
   * each token.
   */
  public static final SecretText REFRESH_TOKEN = new SecretText("restauth_rt_", 22 + 43);

  /** Authorization codes, with 256 random bits. */
  public static final SecretText AUTHORIZATION_CODE = new SecretText("restauth_ac_", 43);

  /**
   * Refresh tokens of OAuth clients, in the form of {@link #REFRESH_TOKEN} but with another prefix.
   * An earlier version of this server on the same database therefore never accepts such a token as
   * an ordinary refresh token.
   */
  public static final SecretText CLIENT_REFRESH_TOKEN = new SecretText("restauth_crt_", 22 + 43);

  /** Secrets of OAuth clients, with 256 random bits. */
  public static final SecretText CLIENT_SECRET = new SecretText("restauth_cs_", 43);

  /** All kinds of secrets that the server generates. */
  public static final List<SecretText> KINDS =
      List.of(
          SERVICE_KEY,
          PERSONAL_KEY,
          REFRESH_TOKEN,
          AUTHORIZATION_CODE,
          CLIENT_REFRESH_TOKEN,
          CLIENT_SECRET);

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
   * Generates a new secret whose first {@code shared} random characters are those of {@code other}.
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

  /**
   * Returns whether a text has the form of a secret of this kind. Does not check whether the secret
   * exists.
   */
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
   * Recognises a text that begins like a secret of one of the {@link #KINDS}, and is therefore
   * never a user name or a password. The text may be truncated or mistyped, or have extra
   * characters. Returns the text with its form-urlencoding undone. RFC 6749 section 2.3.1 requires
   * this encoding in HTTP Basic, and some libraries encode even an underscore.
   */
  public static Optional<String> recognise(String text) {
    if (!text.startsWith(COMMON_PREFIX)) {
      return Optional.empty();
    }
    String plain = decoded(text);
    return KINDS.stream().anyMatch(kind -> kind.isBegunBy(plain))
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

  /**
   * Returns a CRC-32 in the alphabet of the secrets. It detects accidental changes, but does not
   * protect against attackers.
   */
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
