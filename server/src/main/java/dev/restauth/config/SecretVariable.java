package dev.restauth.config;

import java.util.function.Predicate;

/**
 * A secret that may be given in an environment variable. It is not a setting: flags are visible in the process list,
 * and configuration files are copied and committed. A setting {@code KEY-file} can name a file that contains it. Unlike
 * a setting it must not be blank: a secret that was lost by mistake must not be treated as absent.
 *
 * @param key the key that it would have as a setting, such as {@code master-key}
 * @param title its name in messages, such as {@code the master key}
 * @param kind the kind of its value, such as {@code a master key}
 * @param expected a description of the form of the value
 * @param form whether a value, stripped of blanks, has this form
 */
public record SecretVariable(
    String key, String title, String kind, String expected, Predicate<String> form) {
  /** The name of the variable, for example {@code RESTAUTH_MASTER_KEY}. */
  public String variable() {
    return Setting.variable(key);
  }

  /** The message for an operator who gives it as a flag or in the configuration file. */
  String misplacedMessage() {
    return title
        + " is taken from the variable "
        + variable()
        + " or from a file named by "
        + key
        + "-file only";
  }
}
