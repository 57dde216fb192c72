package dev.restauth.http;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The rule for names and descriptions that people see in pages, lists and mails. With an invisible
 * character, two names could look the same. U+202E reverses the text after it, so that a list could
 * show a different name (CVE-2021-42574).
 */
public final class VisibleText {
  /**
   * Control and format characters (except the zero-width joiner and non-joiner), surrogates, line
   * separators, noncharacters, and letters and marks that show nothing.
   */
  private static final Pattern INVISIBLE =
      Pattern.compile(
          "[\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}\\p{IsNoncharacter_Code_Point}\\x{34f}\\x{115f}\\x{1160}\\x{17b4}\\x{17b5}\\x{2065}"
              + "\\x{3164}\\x{ffa0}\\x{fff0}-\\x{fff8}]|[\\p{Cf}&&[^\\x{200c}\\x{200d}]]");

  /** A letter, digit, punctuation mark or symbol that does not look blank. */
  private static final Pattern VISIBLE =
      Pattern.compile("[\\p{L}\\p{N}\\p{P}\\p{S}&&[^\\x{2800}]]");

  private VisibleText() {}

  /**
   * Returns a name without leading and trailing spaces.
   *
   * @param atMost the maximum length in characters
   * @return the name; empty if the name is longer, has an invisible character, or shows nothing
   */
  public static Optional<String> label(String text, int atMost) {
    String label = text.strip();
    return label.codePointCount(0, label.length()) > atMost
            || hasInvisible(label)
            || !VISIBLE.matcher(label).find()
        ? Optional.empty()
        : Optional.of(label);
  }

  /**
   * Returns whether a text has a character that is invisible, breaks the line or changes the
   * direction of text.
   */
  public static boolean hasInvisible(String text) {
    return INVISIBLE.matcher(text).find();
  }
}
