package dev.restauth.password;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * A text in the forms that an attacker treats as equal, all of the same length. The forms are the
 * text itself, the text in lower case, and the text with digits and symbols read as letters
 * ("p4$$w0rd"). {@code 1} and {@code !} can stand for i or l. All positions count code points.
 */
final class FoldedText {
  private static final String SIGNS = "0134578@$!|+";
  private static final String WITH_I = "oieastbasiit";
  private static final String WITH_L = "oleastbasllt";

  /**
   * Maximum length, in code points. All characters after this length are ignored, so that every
   * check is fast.
   */
  private static final int MAX_LENGTH = 256;

  private final int[] exact;
  private final int[] lower;
  private final int[] withI;
  private final int[] withL;

  /**
   * The form {@code withI}, with l also read as i. Parts of the text are compared with each other
   * in this form.
   */
  private final int[] merged;

  private FoldedText(int[] exact) {
    this.exact = exact;
    this.lower = Arrays.stream(exact).map(Character::toLowerCase).toArray();
    this.withI = Arrays.stream(lower).map(point -> letterFor(point, WITH_I)).toArray();
    this.withL = Arrays.stream(lower).map(point -> letterFor(point, WITH_L)).toArray();
    this.merged = Arrays.stream(withI).map(point -> point == 'l' ? 'i' : point).toArray();
  }

  /**
   * Folds a text. Full-width letters, ligatures and similar characters become ordinary letters
   * (NFKC).
   */
  static FoldedText of(String text) {
    return new FoldedText(
        Normalizer.normalize(text, Normalizer.Form.NFKC).codePoints().limit(MAX_LENGTH).toArray());
  }

  private static int letterFor(int point, String letters) {
    int at = SIGNS.indexOf(point);
    return at < 0 ? point : letters.charAt(at);
  }

  int length() {
    return exact.length;
  }

  /** Returns the code point at {@code index}, in lower case. */
  int at(int index) {
    return lower[index];
  }

  /**
   * Removes all occurrences of the other texts, forwards and backwards; returns the remaining text.
   */
  FoldedText without(Iterable<FoldedText> others) {
    boolean[] removed = new boolean[length()];
    for (FoldedText other : others) {
      markOccurrences(removed, merged, other.merged);
      markOccurrences(removed, merged, reversed(other.merged));
    }
    return without(removed);
  }

  private FoldedText without(boolean[] removed) {
    return filter(at -> !removed[at]);
  }

  private FoldedText filter(IntPredicate isIncluded) {
    return new FoldedText(
        IntStream.range(0, length()).filter(isIncluded).map(at -> exact[at]).toArray());
  }

  /** Removes the repetitions of the text ({@link Repetition}), and returns the remaining text. */
  FoldedText withoutRepetitions() {
    return without(Repetition.of(merged));
  }

  /**
   * Returns every second character if the text doubles each character ("ddrraaggoonn") or separates
   * the characters ("d-r-a-g-o-n"). Otherwise returns the text itself.
   */
  FoldedText condensed() {
    boolean isSpaced = length() > 2 && isSeparator(1);
    boolean isDoubled = length() > 1 && length() % 2 == 0;
    for (int at = 1; at < length(); at += 2) {
      isSpaced &= exact[at] == exact[1] && !isSeparator(at - 1);
      isDoubled &= merged[at] == merged[at - 1];
    }
    return isSpaced || isDoubled ? filter(at -> at % 2 == 0) : this;
  }

  private boolean isSeparator(int at) {
    return !Character.isLetterOrDigit(exact[at]);
  }

  private static void markOccurrences(boolean[] removed, int[] text, int[] part) {
    for (int at = 0; at + part.length <= text.length; at++) {
      if (isAt(at, text, part, 0, part.length)) {
        Arrays.fill(removed, at, at + part.length, true);
      }
    }
  }

  private static boolean isAt(int at, int[] text, int[] part, int from, int to) {
    return text[at] == part[from]
        && at + to - from <= text.length
        && Arrays.equals(text, at, at + to - from, part, from, to);
  }

  /** Returns whether the part between {@code from} and {@code to} also occurs at {@code at}. */
  boolean repeats(int from, int to, int at) {
    return isAt(at, merged, merged, from, to);
  }

  /** Returns the spellings of a part of the text that are looked up in the blocklist. */
  Set<String> spellings(int from, int to) {
    return spellings(from, to, _ -> true);
  }

  /**
   * Returns the spellings of a part without its separators ("password" for "pass-word"); none if
   * the part has no separators.
   */
  Set<String> joined(int from, int to) {
    boolean isCut = IntStream.range(from, to).anyMatch(this::isSeparator);
    return isCut && !isSeparator(from) && !isSeparator(to - 1)
        ? spellings(from, to, at -> !isSeparator(at))
        : Set.of();
  }

  private Set<String> spellings(int from, int to, IntPredicate isIncluded) {
    Set<String> all = new TreeSet<>();
    for (int[] form : List.of(exact, lower, withI, withL)) {
      int[] part = IntStream.range(from, to).filter(isIncluded).map(at -> form[at]).toArray();
      all.add(text(part));
      all.add(text(reversed(part)));
    }
    return all;
  }

  private static int[] reversed(int[] points) {
    int[] back = new int[points.length];
    for (int at = 0; at < points.length; at++) {
      back[points.length - 1 - at] = points[at];
    }
    return back;
  }

  private static String text(int[] points) {
    return new String(points, 0, points.length);
  }
}
