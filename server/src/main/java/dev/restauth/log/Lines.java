package dev.restauth.log;

import java.util.logging.Level;

/** A destination of log lines. Thread-safe. */
sealed interface Lines permits DirectLines, LineQueue {

  /**
   * Adds a line.
   *
   * @param line the line with its line feed
   * @param level the level of the event
   */
  void add(byte[] line, Level level);

  /** Waits until all lines added before are written, up to a time-out. */
  void flush();

  /** Flushes and closes; no line may be added after that. */
  void close();
}
