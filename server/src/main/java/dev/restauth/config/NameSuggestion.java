package dev.restauth.config;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Suggests the valid name that is most similar to a misspelt one. */
final class NameSuggestion {
  private NameSuggestion() {}

  /**
   * Returns the candidate with the smallest Levenshtein distance. Returns empty if every candidate
   * differs by more than two letters and by more than a third of its letters.
   */
  static Optional<String> to(String word, List<String> candidates) {
    return candidates.stream()
        .filter(candidate -> distance(word, candidate) <= Math.max(2, candidate.length() / 3))
        .min(Comparator.comparingInt(candidate -> distance(word, candidate)));
  }

  private static int distance(String a, String b) {
    if (a.length() > 100) {
      return Integer.MAX_VALUE;
    }
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
