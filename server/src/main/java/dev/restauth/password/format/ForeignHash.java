package dev.restauth.password.format;

import dev.restauth.crypto.ConstantTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A password hash of another system, parsed and checked against the bounds. Immutable.
 *
 * <p>Package {@code format} has one file for each family; {@link #parse} tries the families in
 * turn.
 */
public final class ForeignHash {
  /** All families, in the order in which they are tried. No text is read by two of them. */
  static final List<Format> FORMATS =
      List.of(
          new BcryptFormat(),
          new Argon2Format(),
          new ScryptFormat(),
          new FirebaseFormat(),
          new Pbkdf2Format(),
          new AspNetFormat(),
          new CryptFormat(),
          new PhpassFormat(),
          new LdapFormat(),
          new DigestFormat(),
          new KratosDigestFormat(),
          new LogtoFormat());

  /** The maximum length of a hash, with everything that belongs to it. */
  static final int MAX_CHARACTERS = 1_024;

  /**
   * The minimum length of a hash in bytes. A shorter hash was truncated, and too many passwords
   * match it.
   */
  static final int MIN_BYTES = 11;

  private final Recipe recipe;
  private final byte[] expected;

  private ForeignHash(Recipe recipe, byte[] expected) {
    this.recipe = recipe;
    this.expected = expected;
  }

  /** The array is not copied; the caller must not change it afterwards. Empty if it is too short for a hash. */
  static Optional<ForeignHash> of(Recipe recipe, byte[] expected) {
    return expected.length < MIN_BYTES
        ? Optional.empty()
        : Optional.of(new ForeignHash(recipe, expected));
  }

  /**
   * Parses a hash; empty if no family reads it, or if it is malformed or out of bounds. Never
   * throws.
   *
   * <p>The result is also empty for a weak hash whose recipe {@link #recipe} could not read again:
   * after wrapping, such a hash could not be checked any more. This happens because, in the stored
   * text, the letters of a salt and the patterns of Kratos may be many times as long.
   */
  public static Optional<ForeignHash> parse(String text) {
    return first(text, format -> format.parse(text))
        .filter(hash -> !hash.recipe.weak() || hash.recipe.text().length() <= MAX_CHARACTERS);
  }

  /** Reads the text of a weak recipe; empty if it is not such a text. Never throws. */
  public static Optional<Recipe> recipe(String text) {
    return first(text, format -> format.recipe(text));
  }

  private static <T> Optional<T> first(String text, Function<Format, Optional<T>> read) {
    if (text.length() > MAX_CHARACTERS) {
      return Optional.empty();
    }
    for (Format format : FORMATS) {
      Optional<T> found = read.apply(format);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** The recipe of the hash. */
  public Recipe recipe() {
    return recipe;
  }

  /** Returns whether the recipe derives these bytes from the correct password; compares in constant time. */
  public boolean matches(byte[] derived) {
    return ConstantTime.equals(expected, derived);
  }

  /** A copy of the bytes that the recipe derives from the correct password. */
  public byte[] expected() {
    return expected.clone();
  }

  /** Contains only the kind. */
  @Override
  public String toString() {
    return "ForeignHash[" + recipe.kind() + "]";
  }
}
