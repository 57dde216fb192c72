package dev.restauth.config;

import java.util.List;

/**
 * Settings of one subject and the rules between them, declared in the package that reads them. An
 * implementation declares the settings as constants and loads no other class of its package, so
 * that the help stays fast.
 */
public interface Settings {
  /** Returns all settings of this subject, in the order of the help. */
  List<Setting<?>> all();

  /** Returns the secrets that environment variables may contain. */
  default List<SecretVariable> secrets() {
    return List.of();
  }

  /**
   * Checks the rules between settings.
   *
   * @param config all settings; a setting that could not be parsed has the value of a weaker
   *     source, or its default
   * @param findings receives the problems
   */
  default void validate(Config config, Findings findings) {}

  /** Adds warnings about choices that are allowed but dangerous. */
  default void warn(Config config, Warnings warnings) {}
}
