package dev.restauth.log;

import java.util.logging.Level;

/** A destination of log lines. Thread-safe. */
sealed interface Lines permits DirectLines, LineQueue {

  /**
   * Adds a line.
   *
   * @param line the line, including its line feed
   * @param level the level of the event
   */
  void add(byte[] line, Level level);

  /**
   * Waits until all lines that have been added so far are written, but not longer than a time-out.
   */
  void flush();

  /** Writes all lines and closes the destination. No line may be added afterwards. */
  void close();
}
