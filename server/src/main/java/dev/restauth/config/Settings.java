package dev.restauth.config;

import java.util.List;

/**
 * Settings of one subject, declared beside the code that reads them, with the rules between them. An
 * implementation has the settings as constants and loads no other class of its package, so that the help
 * stays fast.
 */
public interface Settings {
  /** All settings of this subject, in the order of the help. */
  List<Setting<?>> all();

  /** Secrets that may be given in environment variables. */
  default List<SecretVariable> secrets() {
    return List.of();
  }

  /**
   * Checks the rules between settings.
   *
   * @param config all settings; a setting that could not be read has the value of a weaker source, or its default
   * @param findings receives the problems
   */
  default void validate(Config config, Findings findings) {}

  /** Adds warnings of choices that are allowed but dangerous. */
  default void warn(Config config, Warnings warnings) {}
}
