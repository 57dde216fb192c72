package dev.restauth.password;

import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An Argon2id hash in the text format of the reference implementation (PHC): {@code
 * $argon2id$v=19$m=19456,t=2,p=1$salt$tag}, with base64 without padding.
 */
final class Phc {
  /** The only version in use since 2016. */
  static final int VERSION = 0x13;

  private static final int MAX_CHARACTERS = 256;
  private static final Pattern SHAPE =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,7}),p=(\\d{1,3})"
              + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");

  private final Argon2Parameters parameters;
  private final byte[] salt;
  private final byte[] tag;

  /** Creates a hash. The arrays are not copied, so the caller must not change them later. */
  Phc(Argon2Parameters parameters, byte[] salt, byte[] tag) {
    this.parameters = parameters;
    this.salt = salt;
    this.tag = tag;
  }

  /**
   * Parses a stored hash with a salt of 8 to 64 bytes, a tag of 16 to 64 bytes, and a cost within
   * the bounds of {@link Argon2Parameters}. Without bounds, checking a stored hash could take hours
   * or all memory.
   */
  static Optional<Phc> parse(String text) {
    if (text.length() > MAX_CHARACTERS) {
      return Optional.empty();
    }
    var parts = SHAPE.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    try {
      var parameters =
          new Argon2Parameters(
              Integer.parseInt(parts.group(1)),
              Integer.parseInt(parts.group(2)),
              Integer.parseInt(parts.group(3)));
      var decoder = Base64.getDecoder();
      var phc = new Phc(parameters, decoder.decode(parts.group(4)), decoder.decode(parts.group(5)));
      // Each hash has exactly one valid text: no leading zeros, and no stray bits at the end of the
      // base64.
      return phc.text().equals(text) ? Optional.of(phc) : Optional.empty();
    } catch (IllegalArgumentException outOfBounds) {
      return Optional.empty();
    }
  }

  Argon2Parameters parameters() {
    return parameters;
  }

  byte[] salt() {
    return salt;
  }

  byte[] tag() {
    return tag;
  }

  String text() {
    var base64 = Base64.getEncoder().withoutPadding();
    // String.format would write other digits in some locales.
    return "$argon2id$v=19$m="
        + parameters.memoryKib()
        + ",t="
        + parameters.iterations()
        + ",p="
        + parameters.parallelism()
        + "$"
        + base64.encodeToString(salt)
        + "$"
        + base64.encodeToString(tag);
  }

  @Override
  public String toString() {
    return "Phc[" + parameters + "]";
  }
}
