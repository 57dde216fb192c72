package dev.restauth.json;

/**
 * Limits for reading JSON. The size in bytes is not among them, because the caller has already
 * checked the size.
 *
 * @param levels the maximum nesting depth of arrays and objects
 * @param numberLength the maximum length of a number, in characters
 * @param nameLength the maximum length of a member's name, in characters
 * @param values the maximum number of values, including arrays and objects. A value can be as short
 *     as two characters, so even a short text can contain many values
 */
public record JsonBounds(int levels, int numberLength, int nameLength, int values) {
  /** Limits for short texts and for texts written by this program. */
  public static final JsonBounds USUAL = new JsonBounds(100, 100, 1_024, 100_000);
}
