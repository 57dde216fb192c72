package dev.restauth.json;

/**
 * Bounds of what is read as JSON, besides its size, which its reader knows before.
 *
 * @param levels of arrays and objects within each other, at most
 * @param numberLength of a number, in characters, at most
 * @param nameLength of a member's name, in characters, at most
 * @param values arrays, objects and all in them, at most: two characters can be one
 */
public record JsonBounds(int levels, int numberLength, int nameLength, int values) {
  /** For texts of our own, and those that are short. */
  public static final JsonBounds USUAL = new JsonBounds(100, 100, 1_024, 100_000);
}
