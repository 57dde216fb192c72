package dev.restauth.config;

/** Values for tests that operators may not set. */
public final class UncheckedValues {
  private UncheckedValues() {}

  /** Returns a copy of a configuration with another value of a setting. */
  public static <T> Config with(Config config, Setting<T> setting, T value) {
    return config.with(setting, value);
  }
}
