package dev.restauth.log;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Writes each log event as one line. Thread-safe. */
final class LineHandler extends Handler {
  private final LineFormat format;
  private final Level threshold;
  private final Lines lines;

  /**
   * The configured loggers. They must be referenced here, because java.util.logging drops an
   * unreferenced logger together with its level.
   */
  @SuppressWarnings("unused")
  private final List<Logger> configured;

  LineHandler(LineFormat format, Level threshold, Lines lines, List<Logger> configured) {
    this.format = format;
    this.threshold = threshold;
    this.lines = lines;
    this.configured = configured;
  }

  @Override
  public void publish(LogRecord event) {
    Level level = event.getLevel();
    if (Logging.ACCESS.equals(event.getLoggerName())) {
      RawLine.of(event)
          .ifPresent(line -> lines.add((line + "\n").getBytes(StandardCharsets.US_ASCII), level));
      return;
    }
    boolean hasOwnLevel = Logging.SECURITY_EVENTS.equals(event.getLoggerName());
    if (!hasOwnLevel && level.intValue() < threshold.intValue()) {
      return;
    }
    lines.add((format.line(event, level) + "\n").getBytes(StandardCharsets.UTF_8), level);
  }

  @Override
  public void flush() {
    lines.flush();
  }

  @Override
  public void close() {
    lines.close();
  }
}
