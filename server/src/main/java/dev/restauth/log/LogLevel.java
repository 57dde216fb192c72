package dev.restauth.log;

import java.util.logging.Level;

/** The lowest level of events that are written. */
public enum LogLevel {
  ERROR,
  WARNING,
  INFO,
  DEBUG;

  Level threshold() {
    return switch (this) {
      case ERROR -> Level.SEVERE;
      case WARNING -> Level.WARNING;
      case INFO -> Level.INFO;
      case DEBUG -> Level.FINE;
    };
  }

  /**
   * Returns the word, of at most five letters, that a line shows for a level of java.util.logging.
   */
  static String word(Level level) {
    if (level.intValue() >= Level.SEVERE.intValue()) {
      return "ERROR";
    }
    if (level.intValue() >= Level.WARNING.intValue()) {
      return "WARN";
    }
    return level.intValue() >= Level.INFO.intValue() ? "INFO" : "DEBUG";
  }
}
