package dev.restauth.accountpage;

import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * The rows of a list that a page shows. They are few enough to keep the page small, but at least
 * one row if the list is not empty.
 *
 * @param next the index of the first row that is not shown
 * @param left the number of rows that follow
 */
record Slice<T>(List<T> rows, int next, int left) {
  Slice {
    rows = List.copyOf(rows);
  }

  /**
   * Bounds of a slice.
   *
   * @param rows the maximum number of rows
   * @param characters the maximum total length of the rows' texts
   */
  record Bounds(int rows, int characters) {}

  /**
   * Returns a slice.
   *
   * @param from the index of the first row; it may be out of range, because a user can type it into
   *     the URL
   * @param length measures the texts of a row, in characters
   */
  static <T> Slice<T> of(List<T> all, int from, Bounds bounds, ToIntFunction<T> length) {
    int first = Math.clamp(from, 0, Math.max(0, all.size() - 1));
    int next = first;
    int characters = 0;
    while (next < all.size() && next - first < bounds.rows()) {
      characters += length.applyAsInt(all.get(next));
      if (next > first && characters > bounds.characters()) {
        break;
      }
      next++;
    }
    return new Slice<>(all.subList(first, next), next, all.size() - next);
  }

  /** Returns a copy of the slice in which each row is converted. */
  <R> Slice<R> map(Function<T, R> row) {
    return new Slice<>(rows.stream().map(row).toList(), next, left);
  }
}
