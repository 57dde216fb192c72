package dev.restauth.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Types of settings' values, with their parsers.
 *
 * @param <T> the Java type of the value
 */
public sealed interface ValueType<T> {
  /** A whole number within a range, including both ends. */
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

  /** A duration within a range, including both ends. */
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

  /** A choice from a fixed set of words. */
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

  /** {@code true} or {@code false}. */
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

  /** A text that the parser accepts. */
  record Text<T>(String metavar, Parser<T> parser) implements ValueType<T> {
    @Override
    public T read(List<String> values, Environment machine) {
      return parser.parse(ValueType.one(values), machine);
    }
  }

  /** A file that exists and is readable. */
  record ExistingFile() implements ValueType<Path> {
    @Override
    public Path read(List<String> values, Environment machine) {
      return machine.existing(ValueType.one(values));
    }
  }

  /** A folder that exists or can be created. */
  record Folder() implements ValueType<Path> {
    @Override
    public Path read(List<String> values, Environment machine) {
      return machine.folder(ValueType.one(values));
    }

    /**
     * Returns the default without checking it, because the operator did not choose it. A wrong
     * default fails when it is used.
     */
    @Override
    public Path readDefault(String text, Environment machine) {
      return machine.resolve(text);
    }
  }

  /** A list of any number of values. */
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

  /**
   * A list of objects, each as JSON. A flag or a variable contains a JSON array of objects or a
   * single object.
   */
  record Objects<T>(String item, Parser<List<T>> parser) implements ValueType<List<T>> {
    @Override
    public List<T> read(List<String> values, Environment machine) {
      List<T> all = new ArrayList<>();
      List<InvalidItems.Item> invalid = new ArrayList<>();
      for (int i = 0; i < values.size(); i++) {
        try {
          all.addAll(parser.parse(values.get(i), machine));
        } catch (IllegalArgumentException e) {
          invalid.add(new InvalidItems.Item(i, String.valueOf(e.getMessage())));
        }
      }
      if (!invalid.isEmpty()) {
        throw new InvalidItems(invalid);
      }
      return List.copyOf(all);
    }
  }

  /** Converts a text to a value. */
  @FunctionalInterface
  interface Parser<T> {
    /**
     * Parses the text.
     *
     * @throws IllegalArgumentException if the text cannot be used; the message says what is
     *     expected and does not quote the text
     */
    T parse(String text, Environment machine);
  }

  /** Returns the type of whole numbers in this range, including both ends; at most nine digits. */
  static ValueType<Integer> whole(int least, int most) {
    return new Whole(least, most);
  }

  /** Returns the type of durations in this range, including both ends. */
  static ValueType<Duration> span(Duration least, Duration most) {
    return new Span(least, most);
  }

  /** Returns the type of a choice between these constants, by their names in kebab case. */
  static <E extends Enum<E>> ValueType<E> choice(E[] constants) {
    return new Choice<>(Arrays.asList(constants));
  }

  /** Returns the type of {@code true} and {@code false}. */
  static ValueType<Boolean> flag() {
    return new Flag();
  }

  /** Returns the type of files that exist and are readable. The value is the absolute path. */
  static ValueType<Path> file() {
    return new ExistingFile();
  }

  /** Returns the type of folders that exist or can be created. The value is the absolute path. */
  static ValueType<Path> folder() {
    return new Folder();
  }

  /**
   * Returns the type of texts that the parser accepts.
   *
   * @param metavar the placeholder of the value in a usage line
   */
  static <T> ValueType<T> text(String metavar, Parser<T> parser) {
    return new Text<>(metavar, parser);
  }

  /** Returns the type of lists with any number of values that the parser accepts. */
  static <T> ValueType<List<T>> list(String item, Parser<T> parser) {
    return new Many<>(item, parser);
  }

  /**
   * Returns the type of lists of objects.
   *
   * @param item the placeholder of the value in a usage line
   * @param parser parses a JSON object, or a JSON array of objects
   */
  static <T> ValueType<List<T>> objects(String item, Parser<List<T>> parser) {
    return new Objects<>(item, parser);
  }

  /** Returns the type of texts that are not blank. The value is the unchanged text. */
  static ValueType<String> name(String metavar) {
    return text(metavar, (text, _) -> requireNonBlank(text));
  }

  private static String requireNonBlank(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("expected a name");
    }
    return text;
  }

  /** Returns the word for a constant, such as {@code rest-auth} for {@code REST_AUTH}. */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String one(List<String> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("expected one");
    }
    return values.getFirst();
  }

  /**
   * Parses the values that a source gives.
   *
   * @throws IllegalArgumentException if they cannot be used; the message says what is expected
   */
  T read(List<String> values, Environment machine);

  /** Parses a default. */
  default T readDefault(String text, Environment machine) {
    return read(List.of(text), machine);
  }

  /** Returns the placeholder of the value in a usage line. */
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
      case Objects<?> objects -> objects.item();
    };
  }

  /** Returns the range in brackets, after a space; empty if there is none. */
  default String range() {
    return switch (this) {
      case Whole(int least, int most) -> " (" + least + " to " + most + ")";
      case Span(Duration least, Duration most) ->
          " (" + Durations.text(least) + " to " + Durations.text(most) + ")";
      case Choice<?> choice -> " (" + choice.words(", ") + ")";
      case Flag _, ExistingFile _, Folder _, Text<?> _, Many<?> _, Objects<?> _ -> "";
    };
  }
}
