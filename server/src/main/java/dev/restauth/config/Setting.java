package dev.restauth.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A setting. It is declared once, as a constant beside the class that reads it; flag, variable, key in
 * restauth.yaml and help are derived from it. {@link Config#get} returns its value. Immutable; compared by
 * identity.
 *
 * @param <T> the type of the value; an {@link Optional} if there is no value by default
 */
public final class Setting<T> {
  /** Prefix of every environment variable of this program. */
  static final String VARIABLE_PREFIX = "RESTAUTH_";

  private final String key;
  private final Group group;
  private final ValueType<?> kind;
  private final Reading<T> reading;
  private final Function<Environment, T> defaultReader;
  private final Optional<String> defaultValue;
  private final String defaultText;
  private final String sentence;
  private final boolean quotable;
  private final Optional<String> replacement;

  /** Reads a value from the given texts. */
  private interface Reading<T> {
    T read(List<String> values, Environment machine);
  }

  private Setting(
      String key,
      Group group,
      ValueType<?> kind,
      Reading<T> reading,
      Function<Environment, T> defaultReader,
      Optional<String> defaultValue,
      String defaultText,
      String sentence,
      boolean quotable,
      Optional<String> replacement) {
    this.key = key;
    this.group = group;
    this.kind = kind;
    this.reading = reading;
    this.defaultReader = defaultReader;
    this.defaultValue = defaultValue;
    this.defaultText = defaultText;
    this.sentence = sentence;
    this.quotable = quotable;
    this.replacement = replacement;
  }

  /**
   * A setting with a fixed default.
   *
   * @param key the key in kebab case, such as {@code token-duration}
   * @param defaultValue the default, in the form in which an operator would give it
   * @param sentence a description on one line, without range and full stop
   */
  public static <T> Setting<T> of(
      String key, Group group, ValueType<T> kind, String defaultValue, String sentence) {
    return new Setting<>(
        key,
        group,
        kind,
        kind::read,
        machine -> kind.readDefault(defaultValue, machine),
        Optional.of(defaultValue),
        defaultValue,
        sentence,
        true,
        Optional.empty());
  }

  /**
   * A setting with a default that depends on something else.
   *
   * @param defaultText a description of the default, for people
   */
  public static <T> Setting<T> computed(
      String key,
      Group group,
      ValueType<T> kind,
      String defaultText,
      Supplier<? extends T> defaultValue,
      String sentence) {
    return new Setting<>(
        key,
        group,
        kind,
        kind::read,
        _ -> defaultValue.get(),
        Optional.empty(),
        defaultText,
        sentence,
        true,
        Optional.empty());
  }

  /**
   * A setting that has no value by default.
   *
   * @param defaultText a description of the behaviour without a value, for people
   */
  public static <T> Setting<Optional<T>> optional(
      String key, Group group, ValueType<T> kind, String defaultText, String sentence) {
    return new Setting<>(
        key,
        group,
        kind,
        (values, machine) -> Optional.of(kind.read(values, machine)),
        _ -> Optional.empty(),
        Optional.empty(),
        defaultText,
        sentence,
        true,
        Optional.empty());
  }

  /**
   * Returns this setting, marked so that no message quotes its value. The value may contain a secret, or the operator
   * may give the secret itself instead of the name of its file.
   */
  public Setting<T> neverQuoted() {
    return marked(false, replacement);
  }

  /**
   * Returns this setting, marked as one that a later version will not have. It still works, but a configuration that gives it
   * gets a warning, which names the place.
   *
   * @param instead what the operator does now, such as {@code use token-duration instead}
   */
  public Setting<T> deprecated(String instead) {
    return marked(quotable, Optional.of(instead));
  }

  private Setting<T> marked(boolean quotable, Optional<String> replacement) {
    return new Setting<>(
        key,
        group,
        kind,
        reading,
        defaultReader,
        defaultValue,
        defaultText,
        sentence,
        quotable,
        replacement);
  }

  /** The key in restauth.yaml, for example {@code token-duration}, which is the flag without its dashes. */
  public String key() {
    return key;
  }

  /** The flag, for example {@code --token-duration}. */
  public String flag() {
    return "--" + key;
  }

  /** The environment variable, for example {@code RESTAUTH_TOKEN_DURATION}. */
  public String variable() {
    return variable(key);
  }

  static String variable(String key) {
    return VARIABLE_PREFIX + key.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  public Group group() {
    return group;
  }

  /** The placeholder of the value in a usage line, for example {@code DURATION} or {@code text|json}. */
  public String metavar() {
    return kind.metavar();
  }

  /** A description on one line, with unit and range, without a full stop. */
  public String description() {
    return sentence
        + kind.range()
        + replacement.map(instead -> " (deprecated: " + instead + ")").orElse("");
  }

  /** The default as text for people: a value, or a description if it depends on something else. */
  public String defaultText() {
    return defaultText;
  }

  /** The default in the form in which an operator would give it, if it is a fixed value. */
  Optional<String> defaultValue() {
    return defaultValue;
  }

  /** Returns whether the setting is true or false; its flag may then be given without a value. */
  public boolean isFlag() {
    return kind instanceof ValueType.Flag;
  }

  /** Returns whether several values may be given: separated by commas, or as a YAML list. */
  public boolean isList() {
    return kind instanceof ValueType.Many;
  }

  /** Returns whether the value is a list of objects: JSON in a flag or a variable, a YAML list of mappings in the file. */
  boolean isObjects() {
    return kind instanceof ValueType.Objects;
  }

  ValueType<?> kind() {
    return kind;
  }

  boolean isQuotable() {
    return quotable;
  }

  /** Tells the operator what to do instead of giving this setting; empty unless it is deprecated. */
  Optional<String> replacement() {
    return replacement;
  }

  /** Reads the given values; throws IllegalArgumentException with a message that says what is expected. */
  T read(List<String> values, Environment machine) {
    return reading.read(values, machine);
  }

  T readDefault(Environment machine) {
    return defaultReader.apply(machine);
  }

  /** The key. */
  @Override
  public String toString() {
    return key;
  }
}
