package dev.restauth.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Everything an operator chose, checked. Made by {@link ConfigLoader}; immutable. */
public final class Config {
  private final Map<Setting<?>, Object> values;
  private final Map<SecretVariable, Secret> secrets;
  private final Optional<String> file;
  private final List<String> warnings;

  /**
   * @param values of every setting what it reads
   * @param file the configuration file that was read, as it was named
   */
  Config(
      Map<Setting<?>, Object> values,
      Map<SecretVariable, Secret> secrets,
      Optional<String> file,
      List<String> warnings) {
    this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    this.secrets = Map.copyOf(secrets);
    this.file = file;
    this.warnings = List.copyOf(warnings);
  }

  /**
   * The value of a setting.
   *
   * @throws IllegalArgumentException if it was not among those that were loaded
   */
  @SuppressWarnings("unchecked") // the loader puts in what the setting itself has read
  public <T> T get(Setting<T> setting) {
    Object value = values.get(setting);
    if (value == null) {
      throw new IllegalArgumentException("the setting " + setting + " was not loaded");
    }
    return (T) value;
  }

  /** The secret that a variable holds, if it is set. */
  public Optional<Secret> find(SecretVariable variable) {
    return Optional.ofNullable(secrets.get(variable));
  }

  /** The configuration file that was read, as it was named. */
  public Optional<String> file() {
    return file;
  }

  /** Lines that the log should carry at the start: choices that are allowed and dangerous. */
  public List<String> warnings() {
    return warnings;
  }

  Config with(Warnings more) {
    return new Config(values, secrets, file, more.lines());
  }

  /** Without secrets. */
  @Override
  public String toString() {
    return "Config" + values + secrets.values();
  }
}
