package dev.restauth.password;

import java.util.Arrays;

/**
 * Finds what a text says again: a part of four characters or more that follows on itself, with at most a
 * quarter of its length between, or that goes back. Of {@code dragon1dragon2} and of {@code dragon-nogard}
 * that is the second half. Takes a time that grows with the square of the length.
 */
final class Repetition {
  private static final int PART_AT_LEAST = 4;

  private final int[] text;
  private final boolean[] repeated;

  private Repetition(int[] text) {
    this.text = text;
    this.repeated = new boolean[text.length];
  }

  /** Whether what stands at a position has been said before it, for each position. */
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

  /** Whether what is said again is all of what was said, but for a quarter of it that stands between. */
  static boolean isNearly(int again, int once) {
    return 5 * again >= 4 * once;
  }

  /** What stands so far behind its like. */
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
    if (run >= PART_AT_LEAST && isNearly(run, lag)) {
      Arrays.fill(repeated, end - run, end, true);
    }
  }

  /** What goes back from here; the two in the middle may differ. */
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
    if (run >= PART_AT_LEAST) {
      Arrays.fill(repeated, to, to + run, true);
    }
  }
}
