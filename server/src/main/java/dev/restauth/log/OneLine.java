package dev.restauth.log;

/**
 * Makes untrusted text harmless for a log or a terminal. The result cannot begin a new line
 * (CWE-117) or reverse the direction of the text that follows. It cannot change a terminal's
 * colors, move its cursor, or fill a disk.
 */
public final class OneLine {
  private static final int LONGEST = 4_000;

  private OneLine() {}

  /**
   * Writes harmful characters as {@code \n}, {@code \r}, {@code \t} or {@code \}{@code uXXXX}.
   * Harmful characters are invisible, change the direction of text, or break a line. In Unicode,
   * they are in category C, are line or paragraph separators, or have the property
   * Default_Ignorable_Code_Point. Without the replacement, two different names could look the same.
   * Texts of more than 4,000 characters are cut, and end with an ellipsis.
   */
  public static String escape(String text) {
    String shortened = shorten(text);
    StringBuilder safe = new StringBuilder(shortened.length() + 16);
    shortened.codePoints().forEach(c -> append(safe, c));
    return safe.toString();
  }

  /** Returns the first 4,000 characters, with an ellipsis if there are more. */
  static String shorten(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }

  private static void append(StringBuilder safe, int c) {
    switch (c) {
      case '\n' -> safe.append("\\n");
      case '\r' -> safe.append("\\r");
      case '\t' -> safe.append("\\t");
      default -> {
        if (harmful(c)) {
          for (char unit : Character.toChars(c)) {
            safe.append("\\u").append(String.format("%04x", (int) unit));
          }
        } else {
          safe.appendCodePoint(c);
        }
      }
    }
  }

  private static boolean harmful(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          true;
      default -> isIgnorable(c);
    };
  }

  /**
   * Returns whether a character is invisible although its category is not harmful (Unicode,
   * Default_Ignorable_Code_Point).
   */
  private static boolean isIgnorable(int c) {
    return c == 0x034F // combining grapheme joiner
        || c == 0x115F // Hangul fillers
        || c == 0x1160
        || c == 0x3164
        || c == 0xFFA0
        || c == 0x17B4 // Khmer vowels
        || c == 0x17B5
        || (c >= 0x180B && c <= 0x180F) // variation selectors
        || (c >= 0xFE00 && c <= 0xFE0F)
        || (c >= 0xE0100 && c <= 0xE01EF);
  }
}
