package dev.restauth.log;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/** Formats an event as one line, without the line feed. Implementations are thread-safe. */
sealed interface LineFormat permits TextLines, JsonLines {
  /**
   * The format of times: RFC 3339 in UTC, with exactly three digits for the fraction of a second.
   */
  DateTimeFormatter TIME = new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

  /**
   * Returns the line of an event.
   *
   * @param level the level to show, which may differ from the event's own level
   */
  String line(LogRecord event, Level level);

  static LineFormat of(LogFormat format, LogLevel level) {
    ErrorText errors = new ErrorText(level == LogLevel.DEBUG ? 12 : 3);
    return switch (format) {
      case TEXT -> new TextLines(errors);
      case JSON -> new JsonLines(errors);
    };
  }

  static String time(Instant instant) {
    return TIME.format(instant);
  }

  static String loggerName(LogRecord event) {
    return Optional.ofNullable(event.getLoggerName()).orElse("");
  }

  /**
   * Returns the message, with {0}, {1,number,#}, … replaced. java.text.MessageFormat is not used,
   * because it would write port 5000 as 5,000 and drop apostrophes.
   */
  static String message(LogRecord event) {
    String message = Optional.ofNullable(event.getMessage()).orElse("");
    @Nullable Object @Nullable [] parameters = event.getParameters();
    if (parameters == null || parameters.length == 0) {
      return message;
    }
    StringBuilder filled = new StringBuilder(message.length() + 32);
    int from = 0;
    for (int open = message.indexOf('{'); open >= 0; open = message.indexOf('{', open + 1)) {
      int close = message.indexOf('}', open);
      int index = close < 0 ? -1 : index(message.substring(open + 1, close));
      if (index >= 0 && index < parameters.length) {
        filled.append(message, from, open).append(text(parameters[index]));
        from = close + 1;
      }
    }
    return filled.append(message, from, message.length()).toString();
  }

  private static int index(String place) {
    String digits = place.split(",", 2)[0]; // the rest is the number format
    boolean number = !digits.isEmpty() && digits.length() <= 2;
    number = number && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    return number ? Integer.parseInt(digits) : -1;
  }

  /**
   * Returns the text of a parameter. If its toString throws an exception, returns the name of the
   * exception, so that neither the event nor the request that logs it fails.
   */
  private static String text(@Nullable Object parameter) {
    try {
      return String.valueOf(parameter);
    } catch (RuntimeException broken) {
      return "(" + broken.getClass().getName() + ")";
    }
  }
}
