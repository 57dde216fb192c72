package dev.restauth.token;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds any 20 consecutive characters of a secret in a text, in upper or lower case. The search
 * also finds them in base64, in hexadecimal, or with URL or JSON escapes.
 */
final class SecretPieces {
  static final int LENGTH = 20;

  /**
   * The length in base64: at any offset, 20 characters contain six whole groups of three, and
   * base64 encodes each group as four characters.
   */
  private static final int IN_BASE64 = 24;

  private static final int IN_HEX = 2 * LENGTH;
  private static final Pattern ESCAPE =
      Pattern.compile("%([0-9a-f]{2})|\\\\u00([0-9a-f]{2})|\\\\(?=[/\"])");

  /**
   * The number of bits of {@link #beginnings}, so large that texts without secrets seldom match a
   * set bit.
   */
  private static final int BEGINNINGS = 1 << 24;

  private static final int FACTOR = 0x01000193;

  /** The factor of the first character in the hash of {@link #LENGTH} characters. */
  private static final int FIRST_FACTOR = power(FACTOR, LENGTH - 1);

  /** Hashes of the first {@link #LENGTH} characters of all pieces of secrets. */
  private final BitSet beginnings = new BitSet(BEGINNINGS);

  private final Set<String> plain = new HashSet<>();
  private final Set<String> open = new HashSet<>();
  private final Set<String> base64 = new HashSet<>();
  private final Set<String> hex = new HashSet<>();

  /** Adds a secret. */
  void add(String secret) {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    addTo(plain, secret, LENGTH);
    plain.removeAll(open);
    addTo(hex, HexFormat.of().formatHex(bytes), IN_HEX);
    for (int from = 0; from < 3 && from < bytes.length; from++) {
      byte[] rest = Arrays.copyOfRange(bytes, from, bytes.length);
      addTo(base64, Base64.getEncoder().withoutPadding().encodeToString(rest), IN_BASE64);
      addTo(base64, Base64.getUrlEncoder().withoutPadding().encodeToString(rest), IN_BASE64);
    }
  }

  /** Excludes public texts, such as an example in a document. */
  void except(String text) {
    cut(text, LENGTH, open::add);
    plain.removeAll(open);
  }

  private void addTo(Set<String> pieces, String secret, int length) {
    cut(
        secret,
        length,
        piece -> {
          if (pieces.add(piece)) {
            beginnings.set(bit(hash(piece)));
          }
        });
  }

  private static void cut(String text, int length, Consumer<String> pieces) {
    String lower = text.toLowerCase(Locale.ROOT);
    for (int i = 0; i + length <= lower.length(); i++) {
      pieces.accept(lower.substring(i, i + length));
    }
  }

  /** Returns a hash of the first {@link #LENGTH} characters, or of fewer if the text is shorter. */
  private static int hash(String text) {
    int hash = 0;
    for (int i = 0; i < LENGTH && i < text.length(); i++) {
      hash = hash * FACTOR + text.charAt(i);
    }
    return hash;
  }

  private static int power(int base, int exponent) {
    int product = 1;
    for (int i = 0; i < exponent; i++) {
      product *= base;
    }
    return product;
  }

  private static int bit(int hash) {
    return (hash ^ (hash >>> 15)) & (BEGINNINGS - 1);
  }

  /** Returns the text around the first found part, or empty if there is none. */
  Optional<String> in(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    return find(lower)
        .or(
            () ->
                lower.indexOf('%') < 0 && lower.indexOf('\\') < 0
                    ? Optional.empty()
                    : find(unescaped(lower).toLowerCase(Locale.ROOT)));
  }

  /**
   * Looks up only the pieces of which {@link #beginnings} contains the hash, because creating a
   * string for each position takes long. The hash of the next position follows from the last one.
   */
  private Optional<String> find(String text) {
    int hash = hash(text);
    for (int i = 0; i + LENGTH <= text.length(); i++) {
      if (beginnings.get(bit(hash))
          && (is(plain, text, i, LENGTH)
              || is(base64, text, i, IN_BASE64)
              || is(hex, text, i, IN_HEX))) {
        return Optional.of(text.substring(Math.max(0, i - 200), Math.min(text.length(), i + 100)));
      }
      if (i + LENGTH < text.length()) {
        hash = (hash - text.charAt(i) * FIRST_FACTOR) * FACTOR + text.charAt(i + LENGTH);
      }
    }
    return Optional.empty();
  }

  private static boolean is(Set<String> pieces, String text, int at, int length) {
    return at + length <= text.length() && pieces.contains(text.substring(at, at + length));
  }

  private static String unescaped(String text) {
    return ESCAPE
        .matcher(text)
        .replaceAll(
            escape -> {
              String digits = escape.group(1) != null ? escape.group(1) : escape.group(2);
              return digits == null
                  ? ""
                  : Matcher.quoteReplacement(
                      Character.toString((char) Integer.parseInt(digits, 16)));
            });
  }
}
