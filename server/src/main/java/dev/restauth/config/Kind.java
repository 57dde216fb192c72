package dev.restauth.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What values a setting takes. */
sealed interface Kind {
  /** A whole number within a range, both ends included. */
  record Whole(int least, int most) implements Kind {
    int checked(int value) {
      if (value < least || value > most) {
        throw new IllegalArgumentException("expected a whole number from " + least + " to " + most);
      }
      return value;
    }
  }

  /** A duration within a range, both ends included. */
  record Span(Duration least, Duration most) implements Kind {
    Duration checked(Duration value) {
      if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
        throw new IllegalArgumentException(
            "expected a duration from " + Durations.text(least) + " to " + Durations.text(most));
      }
      return value;
    }
  }

  /** One of a few words. */
  record Choice(List<String> words) implements Kind {}

  /** On or off. */
  record Flag() implements Kind {}

  /** Anything its parser accepts. */
  record Text(String metavar) implements Kind {}

  /** Any number of values. */
  record Many(String item) implements Kind {}

  static Kind whole(int least, int most) {
    return new Whole(least, most);
  }

  static Kind span(Duration least, Duration most) {
    return new Span(least, most);
  }

  static Kind choice(Enum<?>[] constants) {
    return new Choice(Arrays.stream(constants).map(Kind::word).toList());
  }

  /** For example {@code rest-auth} for a constant {@code REST_AUTH}. */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Kind flag() {
    return new Flag();
  }

  static Kind text(String metavar) {
    return new Text(metavar);
  }

  static Kind list(String item) {
    return new Many(item);
  }

  default String metavar() {
    return switch (this) {
      case Whole _ -> "N";
      case Span _ -> "DURATION";
      case Choice(List<String> words) -> String.join("|", words);
      case Flag _ -> "true|false";
      case Text(String metavar) -> metavar;
      case Many(String item) -> item + ",...";
    };
  }

  /** The range in brackets after a space, or nothing. */
  default String range() {
    return switch (this) {
      case Whole(int least, int most) -> " (" + least + " to " + most + ")";
      case Span(Duration least, Duration most) ->
          " (" + Durations.text(least) + " to " + Durations.text(most) + ")";
      case Choice(List<String> words) -> " (" + String.join(", ", words) + ")";
      case Flag _, Text _, Many _ -> "";
    };
  }
}
