package dev.restauth.cli;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Suggestions for a mistyped word. */
final class Suggestions {
  private static final int MAX_SUGGESTIONS = 3;
  private static final int MAX_DISTANCE = 3;

  /** The minimum length of a prefix that counts as near, in letters. */
  private static final int MIN_PREFIX_LETTERS = 3;

  private Suggestions() {}

  /**
   * Returns the candidates that are nearest to a word, measured by the number of missing,
   * additional, replaced or swapped letters. If no candidate is near, returns the candidates that
   * begin with the word, or that the word begins with.
   *
   * @return at most three candidates; none if nothing is near
   */
  static List<String> of(String word, Collection<String> candidates) {
    Map<Integer, List<String>> byDistance = new TreeMap<>();
    for (String each : candidates) {
      byDistance.merge(distance(word, each), List.of(each), Suggestions::concat);
    }
    int farthest = Math.min(MAX_DISTANCE, letters(word) / 3);
    List<String> near =
        byDistance.entrySet().stream()
            .findFirst()
            .filter(nearest -> nearest.getKey() <= farthest)
            .map(Map.Entry::getValue)
            .orElseGet(() -> candidates.stream().filter(each -> begins(word, each)).toList());
    return near.stream().sorted().limit(MAX_SUGGESTIONS).toList();
  }

  private static List<String> concat(List<String> some, List<String> more) {
    return Stream.concat(some.stream(), more.stream()).toList();
  }

  private static int letters(String word) {
    return (int) word.chars().filter(c -> c != '-').count();
  }

  private static boolean begins(String word, String other) {
    return letters(word) >= MIN_PREFIX_LETTERS
        && (other.startsWith(word) || word.startsWith(other));
  }

  /**
   * Returns the restricted Damerau–Levenshtein distance, in which no substring is edited twice.
   */
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
