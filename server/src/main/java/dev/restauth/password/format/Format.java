package dev.restauth.password.format;

import java.util.Optional;

/**
 * A family of foreign hashes. The methods receive texts of at most 1,024 characters, which may come
 * from anyone. If a text is malformed or out of bounds, they return empty at little cost.
 */
interface Format {
  /** Parses a hash. */
  Optional<ForeignHash> parse(String text);

  /**
   * Parses the text that {@link Recipe#text} wrote. A family without weak recipes need not
   * implement this method.
   */
  default Optional<Recipe> recipe(String text) {
    return Optional.empty();
  }
}
