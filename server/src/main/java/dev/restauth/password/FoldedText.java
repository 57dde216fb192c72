package dev.restauth.password;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * A text in the forms that a guesser takes for one another, all equally long: as it is, in lower case,
 * and with the digits and signs that stand for letters read as these ("p4$$w0rd"), where {@code 1} and
 * {@code !} may be i or l. Works in code points.
 */
final class FoldedText {
  private static final String SIGNS = "0134578@$!|+";
  private static final String WITH_I = "oieastbasiit";
  private static final String WITH_L = "oleastbasllt";

  /** The rest of a longer text is left out, so that a judgement is quick whatever was sent. */
  private static final int LENGTH_AT_MOST = 256;

  private final int[] exact;
  private final int[] lower;
  private final int[] withI;
  private final int[] withL;

  /** With i and l read as one, for comparing parts with one another. */
  private final int[] alike;

  private FoldedText(int[] exact) {
    this.exact = exact;
    this.lower = Arrays.stream(exact).map(Character::toLowerCase).toArray();
    this.withI = Arrays.stream(lower).map(point -> read(point, WITH_I)).toArray();
    this.withL = Arrays.stream(lower).map(point -> read(point, WITH_L)).toArray();
    this.alike = Arrays.stream(withI).map(point -> point == 'l' ? 'i' : point).toArray();
  }

  /** Full-width letters, ligatures and the like count as the ordinary ones (NFKC). */
  static FoldedText of(String text) {
    return new FoldedText(
        Normalizer.normalize(text, Normalizer.Form.NFKC)
            .codePoints()
            .limit(LENGTH_AT_MOST)
            .toArray());
  }

  private static int read(int point, String letters) {
    int at = SIGNS.indexOf(point);
    return at < 0 ? point : letters.charAt(at);
  }

  int length() {
    return exact.length;
  }

  /** The code point in lower case. */
  int at(int index) {
    return lower[index];
  }

  /** Without every occurrence of the others, forwards or backwards. */
  FoldedText without(Iterable<FoldedText> others) {
    boolean[] taken = new boolean[length()];
    for (FoldedText other : others) {
      take(taken, alike, other.alike);
      take(taken, alike, reversed(other.alike));
    }
    return without(taken);
  }

  private FoldedText without(boolean[] taken) {
    return only(at -> !taken[at]);
  }

  private FoldedText only(IntPredicate isKept) {
    return new FoldedText(
        IntStream.range(0, length()).filter(isKept).map(at -> exact[at]).toArray());
  }

  /** Without what it only says again ({@link Repetition}). */
  FoldedText once() {
    return without(Repetition.of(alike));
  }

  /** Of a text whose characters all stand twice ("ddrraaggoonn"), or apart ("d-r-a-g-o-n"), each once. */
  FoldedText condensed() {
    boolean isSpaced = length() > 2 && isSeparator(1);
    boolean isDoubled = length() > 1 && length() % 2 == 0;
    for (int at = 1; at < length(); at += 2) {
      isSpaced &= exact[at] == exact[1] && !isSeparator(at - 1);
      isDoubled &= alike[at] == alike[at - 1];
    }
    return isSpaced || isDoubled ? only(at -> at % 2 == 0) : this;
  }

  private boolean isSeparator(int at) {
    return !Character.isLetterOrDigit(exact[at]);
  }

  private static void take(boolean[] taken, int[] text, int[] part) {
    for (int at = 0; at + part.length <= text.length; at++) {
      if (isAt(at, text, part, 0, part.length)) {
        Arrays.fill(taken, at, at + part.length, true);
      }
    }
  }

  private static boolean isAt(int at, int[] text, int[] part, int from, int to) {
    return text[at] == part[from]
        && at + to - from <= text.length
        && Arrays.equals(text, at, at + to - from, part, from, to);
  }

  /** Whether what begins at {@code at} is once more what stands from {@code from} to {@code to}. */
  boolean repeats(int from, int to, int at) {
    return isAt(at, alike, alike, from, to);
  }

  /** The spellings under which a part is to be looked up. */
  Set<String> spellings(int from, int to) {
    return spellings(from, to, _ -> true);
  }

  /** The same of a part that is cut up ("pass-word"), without what cuts it; none if nothing does. */
  Set<String> joined(int from, int to) {
    boolean isCut = IntStream.range(from, to).anyMatch(this::isSeparator);
    return isCut && !isSeparator(from) && !isSeparator(to - 1)
        ? spellings(from, to, at -> !isSeparator(at))
        : Set.of();
  }

  private Set<String> spellings(int from, int to, IntPredicate isKept) {
    Set<String> all = new TreeSet<>();
    for (int[] form : List.of(exact, lower, withI, withL)) {
      int[] part = IntStream.range(from, to).filter(isKept).map(at -> form[at]).toArray();
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
