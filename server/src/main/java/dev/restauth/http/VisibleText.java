package dev.restauth.http;

import java.lang.Character.UnicodeScript;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The rule for names and descriptions that people see in pages, lists and mails. With an invisible
 * character, two names could look the same. U+202E reverses the text after it, so that a list could
 * show a different name (CVE-2021-42574).
 */
public final class VisibleText {
  /** Letters, marks and unassigned characters that show nothing, for a character class. */
  private static final String BLANK =
      "\\x{34f}\\x{115f}\\x{1160}\\x{17b4}\\x{17b5}\\x{2065}\\x{3164}\\x{ffa0}\\x{fff0}-\\x{fff8}";

  /**
   * Control and format characters (except the zero-width joiner and non-joiner), surrogates, line
   * separators, noncharacters, the {@link #BLANK} ones, and those that Unicode reserves for more of
   * their kind.
   */
  private static final Pattern INVISIBLE =
      Pattern.compile(
          "[\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}\\p{IsNoncharacter_Code_Point}"
              + BLANK
              + "\\x{e0000}-\\x{e00ff}\\x{e01f0}-\\x{e0fff}"
              + "]|[\\p{Cf}&&[^\\x{200c}\\x{200d}]]");

  /**
   * The characters with the property Default_Ignorable_Code_Point of Unicode 17 (RFC 8264 section
   * 9.13), except the zero-width joiner and non-joiner.
   */
  private static final Pattern IGNORABLE =
      Pattern.compile(
          "["
              + BLANK
              + "\\xad\\x{61c}\\x{180b}-\\x{180f}\\x{200b}\\x{200e}\\x{200f}\\x{202a}-\\x{202e}"
              + "\\x{2060}-\\x{206f}\\x{fe00}-\\x{fe0f}\\x{feff}\\x{1bca0}-\\x{1bca3}"
              + "\\x{1d173}-\\x{1d17a}\\x{e0000}-\\x{e0fff}]");

  /** A letter, digit, punctuation mark or symbol that does not look blank. */
  private static final Pattern VISIBLE =
      Pattern.compile("[\\p{L}\\p{N}\\p{P}\\p{S}&&[^\\x{2800}\\x{13441}\\x{13442}\\x{1d159}]]");

  /** Spaces of all kinds at the beginning or the end. */
  private static final Pattern OUTER_SPACES =
      Pattern.compile("^SPACE+|(?<!SPACE)SPACE+$".replace("SPACE", "[\\s\\p{Z}\\x{2800}]"));

  private static final int NON_JOINER = 0x200c;
  private static final int JOINER = 0x200d;

  /** The maximum number of marks on one letter (Unicode UTS 39 section 5.4). */
  private static final int MARKS_AT_MOST = 4;

  /** The scripts in which U+200C and U+200D show nothing. */
  private static final Set<UnicodeScript> UNJOINED =
      Set.of(
          UnicodeScript.LATIN,
          UnicodeScript.GREEK,
          UnicodeScript.CYRILLIC,
          UnicodeScript.COMMON,
          UnicodeScript.INHERITED,
          UnicodeScript.UNKNOWN);

  private VisibleText() {}

  /**
   * Returns a name without leading and trailing spaces.
   *
   * @param atMost the maximum length in characters
   * @return the name; empty if the name is longer, has an invisible character, or shows nothing
   */
  public static Optional<String> label(String text, int atMost) {
    if (text.length() > 4 * atMost) {
      return Optional.empty(); // before any work
    }
    String label = OUTER_SPACES.matcher(text).replaceAll("");
    return label.codePointCount(0, label.length()) > atMost
            || hasInvisible(label)
            || !isVisible(label)
        ? Optional.empty()
        : Optional.of(label);
  }

  /** Returns whether a text has a character that does not look blank. */
  public static boolean isVisible(String text) {
    return VISIBLE.matcher(text).find();
  }

  /**
   * Returns whether a text has a character that is invisible, breaks the line, changes the
   * direction of text, or is hidden by too many others on the same letter.
   */
  public static boolean hasInvisible(String text) {
    return INVISIBLE.matcher(text).find() || hasMisplaced(text.codePoints().toArray());
  }

  /**
   * Returns whether a text has a character that shows nothing by default, so that two texts could
   * look the same. This is stricter than {@link #hasInvisible} for the variation selectors, and
   * accepts the two joiners: the rules for user names (RFC 8265) allow them only in their places.
   */
  public static boolean hasIgnorable(String text) {
    return IGNORABLE.matcher(text).find();
  }

  private static boolean hasMisplaced(int[] points) {
    int marks = 0;
    for (int i = 0; i < points.length; i++) {
      int before = i == 0 ? 0 : points[i - 1];
      int after = i + 1 == points.length ? 0 : points[i + 1];
      marks = isMark(points[i]) ? marks + 1 : 0;
      boolean misplaced =
          isBetween(NON_JOINER, points[i], JOINER)
              ? !joins(points, i)
              : isMisplaced(before, points[i], after);
      if (marks > MARKS_AT_MOST || misplaced) {
        return true;
      }
    }
    return false;
  }

  private static boolean isMark(int point) {
    int type = Character.getType(point);
    return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
  }

  /**
   * Returns whether a joiner or non-joiner can change how its neighbours look. Examples are the
   * parts of an emoji, the last letter of many words in Malayalam, and a Persian suffix after a word
   * or number in any script.
   */
  private static boolean joins(int[] points, int at) {
    int base = at - 1;
    while (base >= 0
        && UnicodeScript.of(points[base]) == UnicodeScript.INHERITED
        && isMark(points[base])) {
      base--;
    }
    int before = base < 0 ? 0 : points[base];
    int after = at + 1 == points.length ? 0 : points[at + 1];
    if (isPictograph(before)) {
      return points[at] == JOINER && isPictograph(after);
    }
    if (isOfJoinedScript(before)) {
      return points[at] == JOINER || isMark(before) || Character.isLetterOrDigit(after);
    }
    return points[at] == NON_JOINER && Character.isLetterOrDigit(before) && isOfJoinedScript(after);
  }

  private static boolean isPictograph(int point) {
    return Character.isExtendedPictographic(point) || Character.isEmojiModifier(point);
  }

  /** The Arabic digits and the tatweel belong to several scripts. */
  private static boolean isOfJoinedScript(int point) {
    return !UNJOINED.contains(UnicodeScript.of(point))
        || point == 0x640
        || isBetween(0x660, point, 0x669);
  }

  /** Returns whether a variation selector selects nothing here. */
  private static boolean isMisplaced(int before, int point, int after) {
    if (isBetween(0xfe00, point, 0xfe0f) || isBetween(0xe0100, point, 0xe01ef)) {
      return isBetween(0, before, 0x7f)
          ? after != 0x20e3 // the digit on a key
          : !Character.isEmoji(before) && !Character.isIdeographic(before);
    }
    return isBetween(0x180b, point, 0x180f) && UnicodeScript.of(before) != UnicodeScript.MONGOLIAN;
  }

  private static boolean isBetween(int first, int point, int last) {
    return point >= first && point <= last;
  }
}
