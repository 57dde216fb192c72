package dev.restauth.log;

/**
 * Makes untrusted text harmless for a log or a terminal. The result cannot begin another line (CWE-117), change the
 * colours or move the cursor of a terminal, reverse the direction of the following text, or fill a disk.
 */
public final class OneLine {
  private static final int LONGEST = 4_000;

  private OneLine() {}

  /**
   * Replaces control characters, line and paragraph separators, bidirectional overrides and unpaired
   * surrogates by {@code \n}, {@code \r}, {@code \t} or {@code \}{@code uXXXX}; cuts the text after 4,000
   * characters with an ellipsis.
   */
  public static String escape(String text) {
    String shortened = shorten(text);
    StringBuilder safe = new StringBuilder(shortened.length() + 16);
    shortened.codePoints().forEach(c -> append(safe, c));
    return safe.toString();
  }

  /** The first 4,000 characters, with an ellipsis if there are more. */
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
          safe.append("\\u").append(String.format("%04x", c));
        } else {
          safe.appendCodePoint(c);
        }
      }
    }
  }

  private static boolean harmful(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default ->
          (c >= 0x202A && c <= 0x202E)
              || (c >= 0x2066 && c <= 0x2069)
              || c == 0x200E
              || c == 0x200F;
    };
  }
}
