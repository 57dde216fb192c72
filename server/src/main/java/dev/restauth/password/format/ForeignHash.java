package dev.restauth.password.format;

import dev.restauth.crypto.ConstantTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A password hash of another system. It was parsed, and its cost is within the bounds. Immutable.
 *
 * <p>Package {@code format} has one file for each family; {@link #parse} tries the families in
 * turn.
 */
public final class ForeignHash {
  /** All families, in the order in which they are tried. No two families accept the same text. */
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

  /** The maximum length of a hash, including its prefix, its parameters and its salt. */
  static final int MAX_CHARACTERS = 1_024;

  /**
   * The minimum length of a hash in bytes. A shorter hash was truncated, so too many passwords
   * would match it.
   */
  static final int MIN_BYTES = 11;

  private final Recipe recipe;
  private final byte[] expected;

  private ForeignHash(Recipe recipe, byte[] expected) {
    this.recipe = recipe;
    this.expected = expected;
  }

  /**
   * Creates a hash from a recipe and the bytes that it derives from the correct password; empty if
   * there are too few bytes. The array is not copied; the caller must not change it afterwards.
   */
  static Optional<ForeignHash> of(Recipe recipe, byte[] expected) {
    return expected.length < MIN_BYTES
        ? Optional.empty()
        : Optional.of(new ForeignHash(recipe, expected));
  }

  /**
   * Parses a hash; empty if no family accepts it, or if it is malformed or out of bounds. Never
   * throws.
   *
   * <p>The result is empty, too, for a weak hash whose recipe would be too long for {@link
   * #recipe}. After wrapping, such a hash could no longer be checked. A recipe can be many times as
   * long as the original text, for example if a pattern of Kratos repeats the salt.
   */
  public static Optional<ForeignHash> parse(String text) {
    return first(text, format -> format.parse(text))
        .filter(hash -> !hash.recipe.weak() || hash.recipe.text().length() <= MAX_CHARACTERS);
  }

  /** Parses the text of a weak recipe; empty if the text is anything else. Never throws. */
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

  /** Returns the recipe of the hash. */
  public Recipe recipe() {
    return recipe;
  }

  /**
   * Returns whether the recipe derives these bytes from the correct password. Compares in constant
   * time.
   */
  public boolean matches(byte[] derived) {
    return ConstantTime.equals(expected, derived);
  }

  /** Returns a copy of the bytes that the recipe derives from the correct password. */
  public byte[] expected() {
    return expected.clone();
  }

  /** Returns a text that contains only the kind. */
  @Override
  public String toString() {
    return "ForeignHash[" + recipe.kind() + "]";
  }
}
