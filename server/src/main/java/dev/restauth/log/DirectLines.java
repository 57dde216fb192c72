package dev.restauth.log;

import java.io.PrintStream;
import java.util.logging.Level;

/**
 * Writes each line immediately, in one write. The caller of {@code add} waits for as long as the
 * stream blocks.
 */
record DirectLines(PrintStream out) implements Lines {
  @Override
  public void add(byte[] line, Level level) {
    out.write(line, 0, line.length);
    out.flush();
  }

  @Override
  public void flush() {
    out.flush();
  }

  @Override
  public void close() {
    // Standard error belongs to the process, so it is not closed.
  }
}
