package dev.restauth.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One setting, declared once, as a constant beside the class that reads it: flag, variable, key in
 * restauth.yaml and help follow from it. {@link Config#get} gives its value. Immutable; two are never the
 * same.
 *
 * @param <T> what is read; an {@link Optional} if there is no value by default
 */
public final class Setting<T> {
  /** Prefix of every environment variable of this program. */
  static final String VARIABLE_PREFIX = "RESTAUTH_";

  private final String key;
  private final Group group;
  private final ValueType<?> kind;
  private final Reading<T> reading;
  private final Function<Environment, T> standard;
  private final Optional<String> standardValue;
  private final String standardText;
  private final String sentence;
  private final boolean quotable;

  /** From what was given to what it means. */
  private interface Reading<T> {
    T read(List<String> values, Environment machine);
  }

  private Setting(
      String key,
      Group group,
      ValueType<?> kind,
      Reading<T> reading,
      Function<Environment, T> standard,
      Optional<String> standardValue,
      String standardText,
      String sentence,
      boolean quotable) {
    this.key = key;
    this.group = group;
    this.kind = kind;
    this.reading = reading;
    this.standard = standard;
    this.standardValue = standardValue;
    this.standardText = standardText;
    this.sentence = sentence;
    this.quotable = quotable;
  }

  /**
   * One with a default that could be given, too.
   *
   * @param key in kebab case, such as {@code token-duration}
   * @param standard the default, in the form in which it could be given
   * @param sentence what it is, on one line, without range and full stop
   */
  public static <T> Setting<T> of(
      String key, Group group, ValueType<T> kind, String standard, String sentence) {
    return new Setting<>(
        key,
        group,
        kind,
        kind::read,
        machine -> kind.standard(standard, machine),
        Optional.of(standard),
        standard,
        sentence,
        true);
  }

  /**
   * One with a default that depends on something else.
   *
   * @param words what the default is, for people
   */
  public static <T> Setting<T> computed(
      String key,
      Group group,
      ValueType<T> kind,
      String words,
      Supplier<? extends T> standard,
      String sentence) {
    return new Setting<>(
        key, group, kind, kind::read, _ -> standard.get(), Optional.empty(), words, sentence, true);
  }

  /**
   * One that need not have a value.
   *
   * @param words what holds if it has none, for people
   */
  public static <T> Setting<Optional<T>> optional(
      String key, Group group, ValueType<T> kind, String words, String sentence) {
    return new Setting<>(
        key,
        group,
        kind,
        (values, machine) -> Optional.of(kind.read(values, machine)),
        _ -> Optional.empty(),
        Optional.empty(),
        words,
        sentence,
        true);
  }

  /**
   * The same setting, whose value no message repeats: it may hold a secret, or somebody may give the secret
   * itself in place of the file that holds it.
   */
  public Setting<T> neverQuoted() {
    return new Setting<>(
        key, group, kind, reading, standard, standardValue, standardText, sentence, false);
  }

  /** For example {@code token-duration}: the flag without its dashes, and the key in restauth.yaml. */
  public String key() {
    return key;
  }

  /** For example {@code --token-duration}. */
  public String flag() {
    return "--" + key;
  }

  /** For example {@code RESTAUTH_TOKEN_DURATION}. */
  public String variable() {
    return variable(key);
  }

  static String variable(String key) {
    return VARIABLE_PREFIX + key.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  public Group group() {
    return group;
  }

  /** What stands for the value in a usage line, for example {@code DURATION} or {@code text|json}. */
  public String metavar() {
    return kind.metavar();
  }

  /** One line, with unit and range, without a full stop. */
  public String description() {
    return sentence + kind.range();
  }

  /** The default as text for people: a value, or words if it depends on something else. */
  public String defaultText() {
    return standardText;
  }

  /** The default in the form in which it could be given, if it is a fixed value. */
  Optional<String> defaultValue() {
    return standardValue;
  }

  /** Whether the setting is on or off, so that its flag may be given without a value. */
  public boolean isFlag() {
    return kind instanceof ValueType.Flag;
  }

  /** Whether several values may be given: separated by commas, or as a YAML list. */
  public boolean isList() {
    return kind instanceof ValueType.Many;
  }

  ValueType<?> kind() {
    return kind;
  }

  boolean isQuotable() {
    return quotable;
  }

  /** Throws IllegalArgumentException with what was expected. */
  T read(List<String> values, Environment machine) {
    return reading.read(values, machine);
  }

  T standard(Environment machine) {
    return standard.apply(machine);
  }

  /** Its key. */
  @Override
  public String toString() {
    return key;
  }
}
