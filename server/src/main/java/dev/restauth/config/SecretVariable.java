package dev.restauth.config;

import java.util.function.Predicate;

/**
 * A secret that an environment variable may contain. It is not a setting: flags are visible in the
 * process list, and configuration files are copied and committed. A setting {@code KEY-file} can
 * name a file that contains the secret.
 *
 * <p>Unlike a setting, the variable must not be blank. Otherwise, a variable that has lost its
 * secret by mistake would count as not set.
 *
 * @param key the key that the secret would have as a setting, such as {@code master-key}
 * @param title the name of the secret in messages, such as {@code the master key}
 * @param kind the kind of its value, such as {@code a master key}
 * @param expected a description of the form of the value
 * @param form returns whether a value has this form; blanks around the value are removed first
 */
public record SecretVariable(
    String key, String title, String kind, String expected, Predicate<String> form) {
  /** Returns the name of the variable, such as {@code RESTAUTH_MASTER_KEY}. */
  public String variable() {
    return Setting.variable(key);
  }

  /**
   * Returns the message for an operator who gives the secret in a flag or in the configuration
   * file.
   */
  String misplacedMessage() {
    return title
        + " is taken from the variable "
        + variable()
        + " or from a file named by "
        + key
        + "-file only";
  }
}
