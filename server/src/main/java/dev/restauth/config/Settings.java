package dev.restauth.config;

import java.util.List;

/**
 * Settings of one subject, declared beside what reads them, with the rules between them. A class that
 * implements it has the settings as constants and loads nothing else of its package, so that the help stays
 * quick.
 */
public interface Settings {
  /** All of them, in the order of the help. */
  List<Setting<?>> all();

  /** Secrets that the environment may hold. */
  default List<SecretVariable> secrets() {
    return List.of();
  }

  /**
   * Judges what was given together.
   *
   * @param config all settings; one that could not be read has a weaker value, or its default
   * @param findings takes what is wrong
   */
  default void judge(Config config, Findings findings) {}

  /** Adds what is allowed and dangerous. */
  default void warn(Config config, Warnings warnings) {}
}
