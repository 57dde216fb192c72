package dev.restauth.config;

import java.util.Optional;

/**
 * What holds where nothing is given.
 *
 * @param value the value, in the form in which it could be given; empty where it depends on
 *     something else
 * @param text the same for people
 */
record Default(Optional<String> value, String text) {
  static Default of(String value) {
    return new Default(Optional.of(value), value);
  }

  static Default said(String words) {
    return new Default(Optional.empty(), words);
  }
}
