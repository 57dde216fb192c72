package dev.restauth.config;

/**
 * A setting in a form that operators may see.
 *
 * @param key the name of the setting
 * @param value the value that was given, or the default; never a secret
 * @param source the flag, the variable or the line of the file that gives the setting; {@code
 *     default} if none does
 */
public record ShownSetting(String key, String value, String source) {
  /** The source that is shown if the setting has its default. */
  public static final String DEFAULT = "default";

  /** The text that replaces a value that may be secret or contain a secret. */
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
