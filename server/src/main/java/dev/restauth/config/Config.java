package dev.restauth.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The validated configuration, which {@link ConfigLoader} creates. Immutable. */
public final class Config {
  private final Map<Setting<?>, Object> values;
  private final Map<Setting<?>, GivenSetting> given;
  private final Map<SecretVariable, Secret> secrets;
  private final Optional<String> file;
  private final List<String> warnings;

  /**
   * Creates a configuration.
   *
   * @param values the value of every setting
   * @param given the settings that the operator gave, each with its source; all others have their
   *     defaults
   * @param file the configuration file that was read, as the operator named it
   */
  Config(
      Map<Setting<?>, Object> values,
      Map<Setting<?>, GivenSetting> given,
      Map<SecretVariable, Secret> secrets,
      Optional<String> file,
      List<String> warnings) {
    this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    this.given = Map.copyOf(given);
    this.secrets = Map.copyOf(secrets);
    this.file = file;
    this.warnings = List.copyOf(warnings);
  }

  /**
   * Returns the value of a setting.
   *
   * @throws IllegalArgumentException if the setting was not loaded
   */
  @SuppressWarnings("unchecked") // the setting itself has parsed the value
  public <T> T get(Setting<T> setting) {
    Object value = values.get(setting);
    if (value == null) {
      throw new IllegalArgumentException("the setting " + setting + " was not loaded");
    }
    return (T) value;
  }

  /** Returns the secret in an environment variable; empty if the variable is not set. */
  public Optional<Secret> find(SecretVariable variable) {
    return Optional.ofNullable(secrets.get(variable));
  }

  /**
   * Returns the configuration file that was read, as the operator named it; empty if there is none.
   */
  public Optional<String> file() {
    return file;
  }

  /**
   * Returns warnings to log at the start, about choices that are allowed but dangerous and about
   * deprecated settings.
   */
  public List<String> warnings() {
    return warnings;
  }

  Config with(Warnings more) {
    return new Config(values, given, secrets, file, more.lines());
  }

  /** For tests: returns a copy with another value, even if operators may not set this value. */
  <T> Config with(Setting<T> setting, T value) {
    Map<Setting<?>, Object> changed = new LinkedHashMap<>(values);
    changed.put(setting, value);
    return new Config(changed, given, secrets, file, warnings);
  }

  /**
   * Returns all settings and the secrets in variables, in a form that operators may see. Secret
   * values are hidden.
   */
  public List<ShownSetting> shown() {
    return Stream.concat(
            values.keySet().stream()
                .map(
                    setting ->
                        Optional.ofNullable(given.get(setting))
                            .map(ShownSetting::given)
                            .orElseGet(() -> ShownSetting.ofDefault(setting))),
            secrets.keySet().stream().map(ShownSetting::secret))
        .toList();
  }

  /** Returns the secrets that can be read from their files again, by the keys of their settings. */
  public Map<String, SecretLine> rereadable() {
    Map<String, SecretLine> lines = new LinkedHashMap<>();
    values.forEach(
        (setting, value) -> {
          if (value instanceof Optional<?> some
              && some.isPresent()
              && some.get() instanceof SecretLine line
              && line.isRereadable()) {
            lines.put(setting.key(), line);
          }
        });
    return lines;
  }

  /** Returns a text with the values, but without secrets. */
  @Override
  public String toString() {
    return "Config" + values + secrets.values();
  }
}
