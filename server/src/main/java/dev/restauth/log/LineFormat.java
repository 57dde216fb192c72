package dev.restauth.log;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/** Turns an event into one line without its line feed. Implementations are thread-safe. */
sealed interface LineFormat permits TextLines, JsonLines {
  /** RFC 3339 in UTC with exactly three digits of milliseconds. */
  DateTimeFormatter TIME = new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

  /**
   * @param level the level to show, which need not be the event's own
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
   * The message with {0}, {1,number,#}, … replaced. It does not use java.text.MessageFormat, which would
   * write port 5000 as 5,000 and drop apostrophes.
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
   * The text of a parameter. A toString that throws must lose neither the event nor the request that logs
   * it.
   */
  private static String text(@Nullable Object parameter) {
    try {
      return String.valueOf(parameter);
    } catch (RuntimeException broken) {
      return "(" + broken.getClass().getName() + ")";
    }
  }
}
