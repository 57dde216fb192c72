package dev.restauth.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What values a setting takes, and how they are read.
 *
 * @param <T> what they are
 */
public sealed interface Kind<T> {
  /** A whole number within a range, both ends included. */
  record Whole(int least, int most) implements Kind<Integer> {
    private static final Pattern FORM = Pattern.compile("[0-9]{1,9}");

    @Override
    public Integer read(List<String> values, Machine machine) {
      String text = Kind.one(values);
      int value = FORM.matcher(text).matches() ? Integer.parseInt(text) : -1;
      if (value < least || value > most) {
        throw new IllegalArgumentException("expected a whole number from " + least + " to " + most);
      }
      return value;
    }
  }

  /** A duration within a range, both ends included. */
  record Span(Duration least, Duration most) implements Kind<Duration> {
    @Override
    public Duration read(List<String> values, Machine machine) {
      Duration value = Durations.parse(Kind.one(values));
      if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
        throw new IllegalArgumentException(
            "expected a duration from " + Durations.text(least) + " to " + Durations.text(most));
      }
      return value;
    }
  }

  /** One of a few words. */
  record Choice<E extends Enum<E>>(List<E> constants) implements Kind<E> {
    public Choice {
      constants = List.copyOf(constants);
    }

    @Override
    public E read(List<String> values, Machine machine) {
      String text = Kind.one(values).toLowerCase(Locale.ROOT).replace('_', '-');
      for (E constant : constants) {
        if (word(constant).equals(text)) {
          return constant;
        }
      }
      throw new IllegalArgumentException("expected one of " + words(", "));
    }

    private String words(String between) {
      return constants.stream().map(Kind::word).collect(Collectors.joining(between));
    }
  }

  /** On or off. */
  record Flag() implements Kind<Boolean> {
    @Override
    public Boolean read(List<String> values, Machine machine) {
      return switch (Kind.one(values).toLowerCase(Locale.ROOT)) {
        case "true" -> true;
        case "false" -> false;
        default -> throw new IllegalArgumentException("expected true or false");
      };
    }
  }

  /** Anything that its parser accepts. */
  record Text<T>(String metavar, Parser<T> parser) implements Kind<T> {
    @Override
    public T read(List<String> values, Machine machine) {
      return parser.parse(Kind.one(values), machine);
    }
  }

  /** A file that is there and can be read. */
  record ExistingFile() implements Kind<Path> {
    @Override
    public Path read(List<String> values, Machine machine) {
      return machine.existing(Kind.one(values));
    }
  }

  /** A folder that is there or can still be made. */
  record Folder() implements Kind<Path> {
    @Override
    public Path read(List<String> values, Machine machine) {
      return machine.folder(Kind.one(values));
    }

    /** Nobody chose it: what is wrong with it is told if it is needed. */
    @Override
    public Path standard(String text, Machine machine) {
      return machine.resolve(text);
    }
  }

  /** Any number of values. */
  record Many<T>(String item, Parser<T> parser) implements Kind<List<T>> {
    @Override
    public List<T> read(List<String> values, Machine machine) {
      return values.stream().map(value -> item(value, machine)).toList();
    }

    private T item(String value, Machine machine) {
      try {
        return parser.parse(value, machine);
      } catch (IllegalArgumentException invalid) {
        String shown = Shown.hasUser(value) ? "a wrong value" : Shown.quoted(value);
        throw new IllegalArgumentException("has " + shown + "; " + invalid.getMessage(), invalid);
      }
    }
  }

  /** From a text to a value. */
  @FunctionalInterface
  interface Parser<T> {
    /** Throws IllegalArgumentException with what was expected; it repeats nothing of the text. */
    T parse(String text, Machine machine);
  }

  /** Both ends included; at most nine digits are read. */
  static Kind<Integer> whole(int least, int most) {
    return new Whole(least, most);
  }

  /** Both ends included. */
  static Kind<Duration> span(Duration least, Duration most) {
    return new Span(least, most);
  }

  /** The constants' names in kebab case. */
  static <E extends Enum<E>> Kind<E> choice(E[] constants) {
    return new Choice<>(Arrays.asList(constants));
  }

  /** On or off. */
  static Kind<Boolean> flag() {
    return new Flag();
  }

  /** A file that is there and can be read; its absolute path. */
  static Kind<Path> file() {
    return new ExistingFile();
  }

  /** A folder that is there or can still be made; its absolute path. */
  static Kind<Path> folder() {
    return new Folder();
  }

  /**
   * Anything that the parser accepts.
   *
   * @param metavar what stands for it in a usage line
   */
  static <T> Kind<T> text(String metavar, Parser<T> parser) {
    return new Text<>(metavar, parser);
  }

  /** Any number of what the parser accepts. */
  static <T> Kind<List<T>> list(String item, Parser<T> parser) {
    return new Many<>(item, parser);
  }

  /** A text that is not blank, as it is. */
  static Kind<String> name(String metavar) {
    return text(metavar, (text, _) -> filled(text));
  }

  private static String filled(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("expected a name");
    }
    return text;
  }

  /** For example {@code rest-auth} for a constant {@code REST_AUTH}. */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String one(List<String> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("expected one");
    }
    return values.getFirst();
  }

  /** Reads what was given; throws IllegalArgumentException with what was expected. */
  T read(List<String> values, Machine machine);

  /** The value of a default. */
  default T standard(String text, Machine machine) {
    return read(List.of(text), machine);
  }

  /** What stands for the value in a usage line. */
  default String metavar() {
    return switch (this) {
      case Whole _ -> "N";
      case Span _ -> "DURATION";
      case Choice<?> choice -> choice.words("|");
      case Flag _ -> "true|false";
      case ExistingFile _ -> "FILE";
      case Folder _ -> "DIR";
      case Text<?> text -> text.metavar();
      case Many<?> many -> many.item() + ",...";
    };
  }

  /** The range in brackets after a space, or nothing. */
  default String range() {
    return switch (this) {
      case Whole(int least, int most) -> " (" + least + " to " + most + ")";
      case Span(Duration least, Duration most) ->
          " (" + Durations.text(least) + " to " + Durations.text(most) + ")";
      case Choice<?> choice -> " (" + choice.words(", ") + ")";
      case Flag _, ExistingFile _, Folder _, Text<?> _, Many<?> _ -> "";
    };
  }
}
