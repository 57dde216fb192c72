package dev.restauth.log;

import java.util.logging.Level;

/** Where lines go. Safe for use by many threads. */
sealed interface Lines permits DirectLines, LineQueue {

  /**
   * Takes a line.
   *
   * @param line with its end
   * @param level of the event
   */
  void add(byte[] line, Level level);

  /** Waits until what was added before is written, but not for ever. */
  void flush();

  /** The same; nothing is to be added any more. */
  void close();
}
