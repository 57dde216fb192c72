package dev.restauth.password;

import java.lang.Character.UnicodeScript;
import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * Checks a text by the rules that the PRECIS library lacks. Most of these rules allow a code point
 * only in some contexts (CONTEXTO, RFC 5892 appendix A.3 to A.9). One rule excludes two ranges of
 * ignorable code points (RFC 8264 section 9.13).
 */
final class PrecisContext {
  private static final int KATAKANA_MIDDLE_DOT = 0x30FB;

  private PrecisContext() {}

  /**
   * Returns whether the text is allowed. The time is linear in the length, so that no text of an
   * attacker can keep the server busy.
   */
  static boolean isAllowed(String text) {
    int[] points = text.codePoints().toArray();
    for (int at = 0; at < points.length; at++) {
      if (!isAllowed(points, at)) {
        return false;
      }
    }
    return isAllowed(points);
  }

  /** Checks the rules that depend on the neighbouring characters. */
  private static boolean isAllowed(int[] points, int at) {
    return switch (points[at]) {
      // MIDDLE DOT, between two l as in Catalan
      case 0x00B7 -> is(points, at - 1, c -> c == 'l') && is(points, at + 1, c -> c == 'l');
      // GREEK LOWER NUMERAL SIGN
      case 0x0375 -> is(points, at + 1, script(UnicodeScript.GREEK));
      // HEBREW GERESH and GERSHAYIM
      case 0x05F3, 0x05F4 -> is(points, at - 1, script(UnicodeScript.HEBREW));
      default -> !isIgnorable(points[at]);
    };
  }

  /** Checks the rules that depend on the whole text. */
  private static boolean isAllowed(int[] points) {
    boolean mixedDigits =
        any(points, PrecisContext::isArabicDigit)
            && any(points, PrecisContext::isExtendedArabicDigit);
    boolean strayDot =
        any(points, point -> point == KATAKANA_MIDDLE_DOT)
            && !any(points, PrecisContext::isJapanese);
    return !mixedDigits && !strayDot;
  }

  private static boolean any(int[] points, IntPredicate expected) {
    return Arrays.stream(points).anyMatch(expected);
  }

  private static boolean is(int[] points, int at, IntPredicate expected) {
    return at >= 0 && at < points.length && expected.test(points[at]);
  }

  private static IntPredicate script(UnicodeScript script) {
    return point -> UnicodeScript.of(point) == script;
  }

  private static boolean isJapanese(int point) {
    return switch (UnicodeScript.of(point)) {
      case HIRAGANA, KATAKANA, HAN -> true;
      default -> false;
    };
  }

  private static boolean isArabicDigit(int point) {
    return point >= 0x0660 && point <= 0x0669;
  }

  private static boolean isExtendedArabicDigit(int point) {
    return point >= 0x06F0 && point <= 0x06F9;
  }

  private static boolean isIgnorable(int point) {
    return point == 0x180F || (point >= 0xE0100 && point <= 0xE01EF);
  }
}
