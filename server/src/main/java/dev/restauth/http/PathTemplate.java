package dev.restauth.http;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A path with placeholders.
 *
 * @param text as it was declared
 * @param parts its segments
 */
record PathTemplate(String text, List<Part> parts) {

  /** A segment. */
  sealed interface Part {
    record Literal(String text) implements Part {}

    record Parameter(String name, Kind kind) implements Part {}
  }

  /** What a placeholder takes. */
  enum Kind {
    NUMBER {
      @Override
      boolean takes(String segment) {
        return !segment.isEmpty() && segment.chars().allMatch(c -> c >= '0' && c <= '9');
      }
    },
    SESSION {
      @Override
      boolean takes(String segment) {
        return segment.length() == 22
            && segment
                .chars()
                .allMatch(
                    c ->
                        (c >= 'a' && c <= 'z')
                            || (c >= 'A' && c <= 'Z')
                            || (c >= '0' && c <= '9')
                            || c == '-'
                            || c == '_');
      }
    };

    abstract boolean takes(String segment);
  }

  private static final Map<String, Kind> KINDS = Map.of("id", Kind.NUMBER, "sid", Kind.SESSION);

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if it has a placeholder that is not known, or one twice
   */
  static PathTemplate of(String text) {
    List<Part> parts = Arrays.stream(text.split("/", -1)).map(PathTemplate::part).toList();
    if (parts.stream().distinct().filter(Part.Parameter.class::isInstance).count()
        < parts.stream().filter(Part.Parameter.class::isInstance).count()) {
      throw new IllegalArgumentException("a placeholder stands twice in " + text);
    }
    return new PathTemplate(text, parts);
  }

  private static Part part(String segment) {
    if (segment.indexOf('{') < 0) {
      return new Part.Literal(segment);
    }
    return KINDS.entrySet().stream()
        .filter(known -> segment.equals("{" + known.getKey() + "}"))
        .findAny()
        .map(known -> new Part.Parameter(known.getKey(), known.getValue()))
        .orElseThrow(() -> new IllegalArgumentException("no placeholder is called " + segment));
  }

  /** How many segments a path has. */
  static int segments(String path) {
    return 1 + (int) path.chars().filter(c -> c == '/').count();
  }

  int size() {
    return parts.size();
  }

  /**
   * What stands in the place of each placeholder; empty if the path does not match.
   *
   * @param path with as many segments
   */
  Optional<Map<String, String>> match(String path) {
    Map<String, String> parameters = new HashMap<>();
    int begin = 0;
    for (Part part : parts) {
      int slash = path.indexOf('/', begin);
      String segment = path.substring(begin, slash < 0 ? path.length() : slash);
      switch (part) {
        case Part.Literal(String expected) -> {
          if (!segment.equals(expected)) {
            return Optional.empty();
          }
        }
        case Part.Parameter(String name, Kind kind) -> {
          if (!kind.takes(segment)) {
            return Optional.empty();
          }
          parameters.put(name, segment);
        }
      }
      begin = slash + 1;
    }
    return Optional.of(parameters);
  }
}
