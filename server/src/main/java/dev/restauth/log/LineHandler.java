package dev.restauth.log;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Writes each event as one line with one write. Safe for use by many threads. */
final class LineHandler extends Handler {
  private final LineFormat format;
  private final Level threshold;
  private final PrintStream out;

  /**
   * Held because java.util.logging forgets a logger, and the level set on it, that nobody refers
   * to.
   */
  @SuppressWarnings("unused")
  private final List<Logger> configured;

  LineHandler(LineFormat format, Level threshold, PrintStream out, List<Logger> configured) {
    this.format = format;
    this.threshold = threshold;
    this.out = out;
    this.configured = configured;
  }

  @Override
  public void publish(LogRecord event) {
    Level level = ClientGone.isAll(event) ? Level.FINE : event.getLevel();
    boolean hasLevelOfItsOwn = Logging.SECURITY_EVENTS.equals(event.getLoggerName());
    if (!hasLevelOfItsOwn && level.intValue() < threshold.intValue()) {
      return;
    }
    byte[] line = (format.line(event, level) + "\n").getBytes(StandardCharsets.UTF_8);
    out.write(line, 0, line.length);
    out.flush();
  }

  @Override
  public void flush() {
    out.flush();
  }

  @Override
  public void close() {
    // Standard error belongs to the process.
  }
}
