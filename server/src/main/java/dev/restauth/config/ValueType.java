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
public sealed interface ValueType<T> {
  /** A whole number within a range, both ends included. */
  record Whole(int least, int most) implements ValueType<Integer> {
    private static final Pattern FORM = Pattern.compile("[0-9]{1,9}");

    @Override
    public Integer read(List<String> values, Environment machine) {
      String text = ValueType.one(values);
      int value = FORM.matcher(text).matches() ? Integer.parseInt(text) : -1;
      if (value < least || value > most) {
        throw new IllegalArgumentException("expected a whole number from " + least + " to " + most);
      }
      return value;
    }
  }

  /** A duration within a range, both ends included. */
  record Span(Duration least, Duration most) implements ValueType<Duration> {
    @Override
    public Duration read(List<String> values, Environment machine) {
      Duration value = Durations.parse(ValueType.one(values));
      if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
        throw new IllegalArgumentException(
            "expected a duration from " + Durations.text(least) + " to " + Durations.text(most));
      }
      return value;
    }
  }

  /** One of a few words. */
  record Choice<E extends Enum<E>>(List<E> constants) implements ValueType<E> {
    public Choice {
      constants = List.copyOf(constants);
    }

    @Override
    public E read(List<String> values, Environment machine) {
      String text = ValueType.one(values).toLowerCase(Locale.ROOT).replace('_', '-');
      for (E constant : constants) {
        if (word(constant).equals(text)) {
          return constant;
        }
      }
      throw new IllegalArgumentException("expected one of " + words(", "));
    }

    private String words(String between) {
      return constants.stream().map(ValueType::word).collect(Collectors.joining(between));
    }
  }

  /** On or off. */
  record Flag() implements ValueType<Boolean> {
    @Override
    public Boolean read(List<String> values, Environment machine) {
      return switch (ValueType.one(values).toLowerCase(Locale.ROOT)) {
        case "true" -> true;
        case "false" -> false;
        default -> throw new IllegalArgumentException("expected true or false");
      };
    }
  }

  /** Anything that its parser accepts. */
  record Text<T>(String metavar, Parser<T> parser) implements ValueType<T> {
    @Override
    public T read(List<String> values, Environment machine) {
      return parser.parse(ValueType.one(values), machine);
    }
  }

  /** A file that is there and can be read. */
  record ExistingFile() implements ValueType<Path> {
    @Override
    public Path read(List<String> values, Environment machine) {
      return machine.existing(ValueType.one(values));
    }
  }

  /** A folder that is there or can still be made. */
  record Folder() implements ValueType<Path> {
    @Override
    public Path read(List<String> values, Environment machine) {
      return machine.folder(ValueType.one(values));
    }

    /** Nobody chose it: what is wrong with it is told if it is needed. */
    @Override
    public Path standard(String text, Environment machine) {
      return machine.resolve(text);
    }
  }

  /** Any number of values. */
  record Many<T>(String item, Parser<T> parser) implements ValueType<List<T>> {
    @Override
    public List<T> read(List<String> values, Environment machine) {
      return values.stream().map(value -> item(value, machine)).toList();
    }

    private T item(String value, Environment machine) {
      try {
        return parser.parse(value, machine);
      } catch (IllegalArgumentException invalid) {
        String shown = Quoting.hasUser(value) ? "a wrong value" : Quoting.quoted(value);
        throw new IllegalArgumentException("has " + shown + "; " + invalid.getMessage(), invalid);
      }
    }
  }

  /** From a text to a value. */
  @FunctionalInterface
  interface Parser<T> {
    /** Throws IllegalArgumentException with what was expected; it repeats nothing of the text. */
    T parse(String text, Environment machine);
  }

  /** Both ends included; at most nine digits are read. */
  static ValueType<Integer> whole(int least, int most) {
    return new Whole(least, most);
  }

  /** Both ends included. */
  static ValueType<Duration> span(Duration least, Duration most) {
    return new Span(least, most);
  }

  /** The constants' names in kebab case. */
  static <E extends Enum<E>> ValueType<E> choice(E[] constants) {
    return new Choice<>(Arrays.asList(constants));
  }

  /** On or off. */
  static ValueType<Boolean> flag() {
    return new Flag();
  }

  /** A file that is there and can be read; its absolute path. */
  static ValueType<Path> file() {
    return new ExistingFile();
  }

  /** A folder that is there or can still be made; its absolute path. */
  static ValueType<Path> folder() {
    return new Folder();
  }

  /**
   * Anything that the parser accepts.
   *
   * @param metavar what stands for it in a usage line
   */
  static <T> ValueType<T> text(String metavar, Parser<T> parser) {
    return new Text<>(metavar, parser);
  }

  /** Any number of what the parser accepts. */
  static <T> ValueType<List<T>> list(String item, Parser<T> parser) {
    return new Many<>(item, parser);
  }

  /** A text that is not blank, as it is. */
  static ValueType<String> name(String metavar) {
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
  T read(List<String> values, Environment machine);

  /** The value of a default. */
  default T standard(String text, Environment machine) {
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
