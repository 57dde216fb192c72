package dev.restauth.password;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/**
 * A text in the forms that a guesser takes for one another, all equally long: as it is, in lower case,
 * and with the digits and signs that stand for letters read as these ("p4$$w0rd"), where {@code 1} and
 * {@code !} may be i or l. Works in code points.
 */
final class Folded {
  private static final String SIGNS = "0134578@$!|+";
  private static final String WITH_I = "oieastbasiit";
  private static final String WITH_L = "oleastbasllt";

  private final int[] exact;
  private final int[] lower;
  private final int[] withI;
  private final int[] withL;

  private Folded(int[] exact) {
    this.exact = exact;
    this.lower = Arrays.stream(exact).map(Character::toLowerCase).toArray();
    this.withI = Arrays.stream(lower).map(point -> read(point, WITH_I)).toArray();
    this.withL = Arrays.stream(lower).map(point -> read(point, WITH_L)).toArray();
  }

  /** Full-width letters, ligatures and the like count as the ordinary ones (NFKC). */
  static Folded of(String text) {
    return new Folded(Normalizer.normalize(text, Normalizer.Form.NFKC).codePoints().toArray());
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
  Folded without(Iterable<Folded> others) {
    boolean[] taken = new boolean[length()];
    for (Folded other : others) {
      take(taken, withI, other.withI);
      take(taken, withL, other.withL);
      take(taken, withI, reversed(other.withI));
      take(taken, withL, reversed(other.withL));
    }
    int[] left = new int[length()];
    int size = 0;
    for (int at = 0; at < length(); at++) {
      if (!taken[at]) {
        left[size++] = exact[at];
      }
    }
    return new Folded(Arrays.copyOf(left, size));
  }

  private static void take(boolean[] taken, int[] text, int[] part) {
    for (int at = 0; at + part.length <= text.length; at++) {
      if (Arrays.equals(text, at, at + part.length, part, 0, part.length)) {
        Arrays.fill(taken, at, at + part.length, true);
      }
    }
  }

  /** Whether what begins at {@code at} is once more what stands from {@code from} to {@code to}. */
  boolean repeats(int from, int to, int at) {
    int end = at + to - from;
    return end <= length() && Arrays.equals(withI, from, to, withI, at, end);
  }

  /** The shortest beginning that the whole is a repetition of, the last one perhaps cut off. */
  int period() {
    int[] border = new int[length() + 1];
    for (int at = 1, same = 0; at < length(); at++) {
      while (same > 0 && withI[at] != withI[same]) {
        same = border[same];
      }
      same += withI[at] == withI[same] ? 1 : 0;
      border[at + 1] = same;
    }
    int period = length() - border[length()];
    return 2 * period <= length() ? period : length();
  }

  /** The spellings under which a part is to be looked up. */
  Set<String> spellings(int from, int to) {
    Set<String> all = new TreeSet<>();
    for (int[] form : new int[][] {exact, lower, withI, withL}) {
      int[] part = Arrays.copyOfRange(form, from, to);
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
