package dev.restauth.password;

import java.util.Arrays;

/**
 * Finds repetitions in a text. A repetition is a part of at least four characters that repeats or
 * mirrors the part before it. Between a part and its copy, there is a gap of at most a quarter of
 * the copy's length. Between a part and its mirror image, the gap has at most three characters. In
 * {@code dragon1dragon2} and {@code dragon-nogard}, the second half is a repetition. The time is
 * quadratic in the length.
 */
final class Repetition {
  private static final int MIN_PART = 4;

  private final int[] text;
  private final boolean[] repeated;

  private Repetition(int[] text) {
    this.text = text;
    this.repeated = new boolean[text.length];
  }

  /** Returns for each position whether the character at that position belongs to a repetition. */
  static boolean[] of(int[] text) {
    Repetition repetition = new Repetition(text);
    for (int lag = 1; isNearly(text.length - lag, lag); lag++) {
      repetition.markCopies(lag);
    }
    for (int first = 0; first < text.length; first++) {
      repetition.markReflection(first, first + 1);
      repetition.markReflection(first, first + 2);
    }
    return repetition.repeated;
  }

  /**
   * Returns whether {@code again} is at least four fifths of {@code once}. For example, a copy of 4
   * characters may begin 5 characters after its original: the gap of 1 is a quarter of 4.
   */
  static boolean isNearly(int again, int once) {
    return 5 * again >= 4 * once;
  }

  /** Marks each copy that begins {@code lag} characters after the part that it repeats. */
  private void markCopies(int lag) {
    int run = 0;
    for (int at = lag; at < text.length; at++) {
      if (text[at] == text[at - lag]) {
        run++;
      } else if (run > 0) {
        markCopy(at, run, lag);
        run = 0;
      }
    }
    markCopy(text.length, run, lag);
  }

  private void markCopy(int end, int run, int lag) {
    if (run >= MIN_PART && isNearly(run, lag)) {
      Arrays.fill(repeated, end - run, end, true);
    }
  }

  /** Marks the mirrored part around a centre. The two characters in the middle may differ. */
  private void markReflection(int left, int right) {
    if (right >= text.length || (repeated[left] && repeated[right])) {
      return;
    }
    int from = text[left] == text[right] ? left : left - 1;
    int to = right + left - from;
    int run = 0;
    while (from - run >= 0 && to + run < text.length && text[from - run] == text[to + run]) {
      run++;
    }
    if (run >= MIN_PART) {
      Arrays.fill(repeated, to, to + run, true);
    }
  }
}
