package dev.restauth.log;

import dev.restauth.json.JsonWriter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object an event: {@code time}, {@code level}, {@code logger}, {@code message} and, where
 * something was thrown, {@code error}. ASCII only, so that neither an encoding nor a Unicode line
 * separator can break a line.
 */
final class JsonLines implements LineFormat {
  private final ErrorText errors;

  JsonLines(ErrorText errors) {
    this.errors = errors;
  }

  @Override
  public String line(LogRecord event, Level level) {
    return JsonWriter.ascii(
        json -> {
          json.text("time", LineFormat.time(event.getInstant()));
          json.text("level", LogLevel.word(level));
          json.text("logger", LineFormat.loggerName(event));
          json.text("message", OneLine.shorten(LineFormat.message(event)));
          @Nullable Throwable thrown = event.getThrown();
          if (thrown != null) {
            json.text("error", errors.of(thrown));
          }
        });
  }
}
