package dev.restauth.cli;

import dev.restauth.log.OneLine;
import dev.restauth.operator.Facts;
import java.util.List;

/**
 * Formats facts as text for people. Control characters are escaped, so that they cannot affect the
 * terminal.
 */
final class FactsText {
  private FactsText() {}

  /**
   * Returns a line {@code name: value} for each fact, with aligned values. For a list, returns a
   * line for each object.
   */
  static List<String> lines(Facts facts) {
    return facts.each().map(FactsText::table).orElseGet(() -> named(facts));
  }

  /** Returns the values of objects that all have the same members, in aligned columns. */
  private static List<String> table(List<Facts> each) {
    List<List<String>> rows =
        each.stream()
            .map(facts -> facts.values().values().stream().map(FactsText::text).toList())
            .toList();
    return rows.stream().map(row -> OneLine.escape(line(row, rows))).toList();
  }

  private static String line(List<String> row, List<List<String>> rows) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      int column = i;
      int widest = rows.stream().mapToInt(each -> width(each.get(column))).max().orElse(0);
      line.append(row.get(i)).append(" ".repeat(widest - width(row.get(i)) + 2));
    }
    return line.toString().stripTrailing();
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }

  private static List<String> named(Facts facts) {
    int widest = facts.values().keySet().stream().mapToInt(String::length).max().orElse(0);
    return facts.values().entrySet().stream()
        .map(fact -> line(fact.getKey(), text(fact.getValue()), widest))
        .toList();
  }

  private static String line(String name, String value, int widest) {
    return OneLine.escape(name + ": " + " ".repeat(widest - name.length()) + value);
  }

  private static String text(Object value) {
    return value instanceof List<?> texts
        ? String.join(", ", texts.stream().map(Object::toString).toList())
        : value.toString();
  }
}
