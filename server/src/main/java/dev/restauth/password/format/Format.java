package dev.restauth.password.format;

import java.util.Optional;

/**
 * A family of foreign hashes. The texts have up to 1,024 characters and may come from anyone. If a
 * text is malformed or out of bounds, the result is empty; this check is cheap.
 */
interface Format {
  /** Parses a hash. */
  Optional<ForeignHash> parse(String text);

  /**
   * Parses the text that {@link Recipe#text} wrote. A family without weak recipes need not
   * implement it.
   */
  default Optional<Recipe> recipe(String text) {
    return Optional.empty();
  }
}
