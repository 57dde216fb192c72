package dev.restauth.password.format;

import dev.restauth.crypto.ConstantTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A password hash of another system, read and found within bounds. Immutable.
 *
 * <p>Package {@code format} has a file a family; each is asked in turn whether the text is one of its
 * own.
 */
public final class ForeignHash {
  /** Every family; the first that reads a text has it, and no two read the same. */
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

  /** Of a hash, with all that belongs to it. */
  static final int MOST_CHARACTERS = 1_024;

  /** A hash of fewer bytes has been cut, and too many passwords give it. */
  static final int LEAST_BYTES = 11;

  private final Recipe recipe;
  private final byte[] expected;

  private ForeignHash(Recipe recipe, byte[] expected) {
    this.recipe = recipe;
    this.expected = expected;
  }

  /** Keeps the array, which nobody changes any more; empty where it is too short to be one. */
  static Optional<ForeignHash> of(Recipe recipe, byte[] expected) {
    return expected.length < LEAST_BYTES
        ? Optional.empty()
        : Optional.of(new ForeignHash(recipe, expected));
  }

  /**
   * Reads one; empty where no family knows it, or it is malformed or out of bounds. Never throws.
   *
   * <p>A weak one, too, whose recipe {@link #recipe} would not read back: wrapped, nobody could check
   * it any more. Letters of a salt and Kratos' patterns may grow to many times of what they were.
   */
  public static Optional<ForeignHash> parse(String text) {
    return first(text, format -> format.parse(text))
        .filter(hash -> !hash.recipe.weak() || hash.recipe.text().length() <= MOST_CHARACTERS);
  }

  /** Reads the text of a weak recipe back; empty where it is none. Never throws. */
  public static Optional<Recipe> recipe(String text) {
    return first(text, format -> format.recipe(text));
  }

  private static <T> Optional<T> first(String text, Function<Format, Optional<T>> read) {
    if (text.length() > MOST_CHARACTERS) {
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

  /** How it was made. */
  public Recipe recipe() {
    return recipe;
  }

  /** Whether the recipe gave these bytes for the right password; in constant time. */
  public boolean matches(byte[] derived) {
    return ConstantTime.equals(expected, derived);
  }

  /** What the recipe gives for the right password. */
  public byte[] expected() {
    return expected.clone();
  }

  /** The kind alone. */
  @Override
  public String toString() {
    return "ForeignHash[" + recipe.kind() + "]";
  }
}
