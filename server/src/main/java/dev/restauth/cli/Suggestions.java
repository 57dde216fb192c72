package dev.restauth.cli;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What somebody may have meant by a word that does not exist. */
final class Suggestions {
  private static final int AT_MOST = 3;
  private static final int FARTHEST = 3;

  /** From this length on, a beginning says enough. */
  private static final int BEGINNING = 3;

  private Suggestions() {}

  /**
   * Those that are nearest to a word, by letters that were left out, added, exchanged or swapped with the
   * next one; or else those that it begins, or that begin it.
   *
   * @return at most three; none if nothing is near
   */
  static List<String> of(String word, Collection<String> known) {
    Map<Integer, List<String>> byDistance = new TreeMap<>();
    for (String each : known) {
      byDistance.merge(distance(word, each), List.of(each), Suggestions::both);
    }
    int farthest = Math.min(FARTHEST, letters(word) / 3);
    List<String> near =
        byDistance.entrySet().stream()
            .findFirst()
            .filter(nearest -> nearest.getKey() <= farthest)
            .map(Map.Entry::getValue)
            .orElseGet(() -> known.stream().filter(each -> begins(word, each)).toList());
    return near.stream().sorted().limit(AT_MOST).toList();
  }

  private static List<String> both(List<String> some, List<String> more) {
    return Stream.concat(some.stream(), more.stream()).toList();
  }

  private static int letters(String word) {
    return (int) word.chars().filter(c -> c != '-').count();
  }

  private static boolean begins(String word, String other) {
    return letters(word) >= BEGINNING && (other.startsWith(word) || word.startsWith(other));
  }

  /** Of Damerau and Levenshtein, in which no piece is changed twice. */
  private static int distance(String from, String to) {
    int[][] cost = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(cost, from, to, i, j);
      }
    }
    return cost[from.length()][to.length()];
  }

  private static int cheapest(int[][] cost, String from, String to, int i, int j) {
    boolean same = from.charAt(i - 1) == to.charAt(j - 1);
    int least =
        Math.min(Math.min(cost[i - 1][j], cost[i][j - 1]) + 1, cost[i - 1][j - 1] + (same ? 0 : 1));
    boolean swapped =
        i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1);
    return swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
  }
}
