package dev.restauth.password.format;

import java.util.Optional;

/**
 * A family of foreign hashes. Takes texts of up to 1,024 characters from anybody: whatever is
 * malformed or out of bounds is empty, and finding that out costs nothing.
 */
interface Format {
  /** Reads a hash. */
  Optional<ForeignHash> parse(String text);

  /** Reads what {@link Recipe#text} wrote; a family none of whose recipes is weak need not. */
  default Optional<Recipe> recipe(String text) {
    return Optional.empty();
  }
}
