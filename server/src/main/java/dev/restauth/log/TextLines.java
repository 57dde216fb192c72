package dev.restauth.log;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/** Formats an event as {@code 2026-11-25T01:02:03.456Z INFO  http.Server message: error}. */
record TextLines(ErrorText errors) implements LineFormat {
  private static final String OURS = "dev.restauth.";

  @Override
  public String line(LogRecord event, Level level) {
    String word = LogLevel.word(level);
    StringBuilder line = new StringBuilder(160);
    line.append(LineFormat.time(event.getInstant())).append(' ').append(word);
    line.append(" ".repeat(6 - word.length()));
    line.append(OneLine.escape(shortName(LineFormat.loggerName(event)))).append(' ');
    line.append(OneLine.escape(LineFormat.message(event)));
    if (LogFields.of(event).isEmpty()) {
      RequestId.current().ifPresent(id -> line.append(" (request ").append(id).append(')'));
    }
    @Nullable Throwable thrown = event.getThrown();
    if (thrown != null) {
      line.append(": ").append(errors.of(thrown));
    }
    return line.toString();
  }

  /**
   * Returns a short logger name. For our own loggers, this is the name without the common prefix.
   * For other loggers, it is the last part of the name, which is enough to distinguish the loggers.
   */
  private static String shortName(String logger) {
    if (logger.startsWith(OURS)) {
      return logger.substring(OURS.length());
    }
    return logger.isEmpty() ? "-" : logger.substring(logger.lastIndexOf('.') + 1);
  }
}
