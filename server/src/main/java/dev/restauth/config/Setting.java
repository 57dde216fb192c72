package dev.restauth.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A setting. It is declared once, as a constant in the package that reads it. The flag, the
 * variable, the key in restauth.yaml and the help are derived from the declaration. {@link
 * Config#get} returns the value. Immutable; compared by identity.
 *
 * @param <T> the type of the value; an {@link Optional} if there is no value by default
 */
public final class Setting<T> {
  /** The prefix of every environment variable of this program. */
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

  /** Parses the values that a source gives. */
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
   * Creates a setting with a fixed default.
   *
   * @param key the key in kebab case, such as {@code token-duration}
   * @param defaultValue the default, in the form in which an operator would write it
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
   * Creates a setting whose default is not a fixed value.
   *
   * @param defaultText a description of the default for people
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
   * Creates a setting that has no value by default.
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
   * Returns this setting, with a mark that keeps messages from quoting its value. The value may
   * contain a secret, or the operator may give a secret instead of the name of its file.
   */
  public Setting<T> neverQuoted() {
    return marked(false, replacement);
  }

  /**
   * Returns this setting, marked as deprecated: a later version will not have it. The setting still
   * works, but each use causes a warning that names its place.
   *
   * @param instead tells the operator what to do now, such as {@code use token-duration instead}
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

  /**
   * Returns the key in restauth.yaml, such as {@code token-duration}. It is the flag without its
   * dashes.
   */
  public String key() {
    return key;
  }

  /** Returns the flag, such as {@code --token-duration}. */
  public String flag() {
    return "--" + key;
  }

  /** Returns the environment variable, such as {@code RESTAUTH_TOKEN_DURATION}. */
  public String variable() {
    return variable(key);
  }

  static String variable(String key) {
    return VARIABLE_PREFIX + key.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  public Group group() {
    return group;
  }

  /**
   * Returns the placeholder of the value in a usage line, such as {@code DURATION} or {@code
   * text|json}.
   */
  public String metavar() {
    return kind.metavar();
  }

  /** Returns a description on one line, with unit and range and without a full stop. */
  public String description() {
    return sentence
        + kind.range()
        + replacement.map(instead -> " (deprecated: " + instead + ")").orElse("");
  }

  /**
   * Returns the default as text for people. It is a value, or a description if the default is not a
   * fixed value.
   */
  public String defaultText() {
    return defaultText;
  }

  /**
   * Returns the default in the form in which an operator would write it; empty if it is not a fixed
   * value.
   */
  Optional<String> defaultValue() {
    return defaultValue;
  }

  /** Returns whether the value is true or false. The flag may then be given without a value. */
  public boolean isFlag() {
    return kind instanceof ValueType.Flag;
  }

  /** Returns whether the setting accepts several values, separated by commas or as a YAML list. */
  public boolean isList() {
    return kind instanceof ValueType.Many;
  }

  /**
   * Returns whether the value is a list of objects. A flag or a variable contains JSON, and the
   * file contains a YAML list of mappings.
   */
  boolean isObjects() {
    return kind instanceof ValueType.Objects;
  }

  ValueType<?> kind() {
    return kind;
  }

  boolean isQuotable() {
    return quotable;
  }

  /**
   * Returns a text that tells the operator what to do instead of using this setting; empty unless
   * it is deprecated.
   */
  Optional<String> replacement() {
    return replacement;
  }

  /**
   * Parses the values that a source gives.
   *
   * @throws IllegalArgumentException if they cannot be used; the message says what is expected
   */
  T read(List<String> values, Environment machine) {
    return reading.read(values, machine);
  }

  T readDefault(Environment machine) {
    return defaultReader.apply(machine);
  }

  /** Returns the key. */
  @Override
  public String toString() {
    return key;
  }
}
