package dev.restauth.http;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A path with placeholders.
 *
 * @param text the path as declared
 * @param parts the segments of the path
 */
record PathTemplate(String text, List<Part> parts) {

  /** A segment. */
  sealed interface Part {
    record Literal(String text) implements Part {}

    record Parameter(String name, Kind kind) implements Part {}
  }

  /** Kinds of placeholders, by the segments that they match. */
  enum Kind {
    NUMBER {
      @Override
      boolean accepts(String segment) {
        return !segment.isEmpty() && segment.chars().allMatch(c -> c >= '0' && c <= '9');
      }
    },
    SESSION {
      @Override
      boolean accepts(String segment) {
        return segment.length() == 22 && consistsOf(segment, true, "-_");
      }
    },
    /** The name of a role or of a service key, or the id of a client's secret. */
    NAME {
      @Override
      boolean accepts(String segment) {
        return hasNameLength(segment) && consistsOf(segment, false, ":_.-");
      }
    },
    /** The id of an OAuth client. */
    CLIENT {
      @Override
      boolean accepts(String segment) {
        return hasNameLength(segment) && consistsOf(segment, true, "_.-");
      }
    },
    ORGANIZATION_ROLE {
      @Override
      boolean accepts(String segment) {
        return segment.equals("owner") || segment.equals("admin") || segment.equals("member");
      }
    };

    abstract boolean accepts(String segment);

    private static boolean hasNameLength(String segment) {
      return !segment.isEmpty() && segment.length() <= 64;
    }

    /** Returns whether a segment has only digits, letters and the given marks. */
    private static boolean consistsOf(String segment, boolean upperCase, String marks) {
      return segment
          .chars()
          .allMatch(
              c ->
                  (c >= 'a' && c <= 'z')
                      || (c >= '0' && c <= '9')
                      || (upperCase && c >= 'A' && c <= 'Z')
                      || marks.indexOf(c) >= 0);
    }
  }

  private static final Map<String, Kind> KINDS =
      Map.ofEntries(
          Map.entry("id", Kind.NUMBER),
          Map.entry("role", Kind.NAME),
          Map.entry("sid", Kind.SESSION),
          Map.entry("request", Kind.SESSION),
          Map.entry("invitation", Kind.SESSION),
          Map.entry("key", Kind.SESSION),
          Map.entry("name", Kind.NAME),
          Map.entry("organization", Kind.SESSION),
          Map.entry("organization_role", Kind.ORGANIZATION_ROLE),
          Map.entry("passkey", Kind.SESSION),
          Map.entry("device", Kind.SESSION),
          Map.entry("client", Kind.CLIENT),
          Map.entry("secret", Kind.NAME));

  /**
   * Parses a template.
   *
   * @throws IllegalArgumentException if the text has an unknown placeholder, or a placeholder twice
   */
  static PathTemplate of(String text) {
    List<String> segments = List.of(text.split("/", -1));
    if (segments.stream()
        .filter(PathTemplate::isPlaceholder)
        .anyMatch(each -> segments.indexOf(each) < segments.lastIndexOf(each))) {
      throw new IllegalArgumentException("a placeholder occurs twice in " + text);
    }
    return new PathTemplate(text, segments.stream().map(PathTemplate::part).toList());
  }

  private static boolean isPlaceholder(String segment) {
    return segment.indexOf('{') >= 0;
  }

  private static Part part(String segment) {
    if (!isPlaceholder(segment)) {
      return new Part.Literal(segment);
    }
    return KINDS.entrySet().stream()
        .filter(kind -> segment.equals("{" + kind.getKey() + "}"))
        .findAny()
        .map(kind -> new Part.Parameter(kind.getKey(), kind.getValue()))
        .orElseThrow(() -> new IllegalArgumentException("unknown placeholder " + segment));
  }

  /** The number of segments of a path. */
  static int segments(String path) {
    return 1 + (int) path.chars().filter(c -> c == '/').count();
  }

  int size() {
    return parts.size();
  }

  /**
   * Matches a path. Returns the segments that the placeholders match, by placeholder name; empty if
   * the path does not match.
   *
   * @param path a path with as many segments as this template
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
          if (!kind.accepts(segment)) {
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
