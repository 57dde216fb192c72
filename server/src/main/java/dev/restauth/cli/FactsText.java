package dev.restauth.cli;

import dev.restauth.control.Facts;
import dev.restauth.log.OneLine;
import java.util.List;

/** Facts as text for people, harmless on a terminal. */
final class FactsText {
  private FactsText() {}

  /** A line {@code name: value} each, the values below one another. */
  static List<String> lines(Facts facts) {
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
