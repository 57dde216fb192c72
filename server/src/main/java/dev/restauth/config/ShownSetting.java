package dev.restauth.config;

/**
 * A setting as operators may see it.
 *
 * @param key its name
 * @param value the value as it was given, or the default; never a secret
 * @param source the flag, the variable, or the line of the file that gives it; {@code default} if none does
 */
public record ShownSetting(String key, String value, String source) {
  /** The source of a setting that nothing gives. */
  public static final String DEFAULT = "default";

  /** Replaces a value that is a secret, or that may contain one. */
  private static final String HIDDEN = "(not shown)";

  static ShownSetting given(GivenSetting given) {
    return new ShownSetting(
        given.setting().key(),
        given.setting().isQuotable() ? String.join(",", given.values()) : HIDDEN,
        given.where());
  }

  static ShownSetting ofDefault(Setting<?> setting) {
    return new ShownSetting(setting.key(), setting.defaultText(), DEFAULT);
  }

  static ShownSetting secret(SecretVariable secret) {
    return new ShownSetting(secret.key(), HIDDEN, "variable " + secret.variable());
  }
}
