package dev.restauth.config;

import java.util.function.Predicate;

/**
 * A secret that an environment variable may hold. It is no setting: a flag shows in the process list, and a
 * configuration file gets copied and committed. A setting {@code KEY-file} takes it from a file. Unlike a
 * setting it may not be blank: a secret that got lost must not pass for none.
 *
 * @param key what it would be called as a setting, such as {@code master-key}
 * @param title what messages call it, such as {@code the master key}
 * @param kind what its value is, such as {@code a master key}
 * @param expected the form of the value
 * @param form whether a value, without blanks around it, has this form
 */
public record SecretVariable(
    String key, String title, String kind, String expected, Predicate<String> form) {
  /** For example {@code RESTAUTH_MASTER_KEY}. */
  public String variable() {
    return Setting.variable(key);
  }

  /** What to tell whoever gives it as a flag or in the file. */
  String elsewhere() {
    return title
        + " is taken from the variable "
        + variable()
        + " or from a file named by "
        + key
        + "-file only";
  }
}
