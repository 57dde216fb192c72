package dev.restauth.log;

import dev.restauth.json.JsonWriter;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes one JSON object per event. Its members are {@code time}, {@code level}, {@code logger} and
 * {@code message}, and {@code error} if something was thrown. The values of {@link LogFields}
 * become further members. The object of any other event has the id of the current request, as
 * {@code request}. The object is in ASCII, so that neither an encoding nor a Unicode line separator
 * can break a line.
 */
final class JsonLines implements LineFormat {
  private final ErrorText errors;

  JsonLines(ErrorText errors) {
    this.errors = errors;
  }

  @Override
  public String line(LogRecord event, Level level) {
    Optional<LogFields> fields = LogFields.of(event);
    return JsonWriter.ascii(
        json -> {
          json.text("time", LineFormat.time(event.getInstant()));
          json.text("level", LogLevel.word(level));
          json.text("logger", LineFormat.loggerName(event));
          json.text(
              "message",
              OneLine.shorten(
                  fields.map(LogFields::title).orElseGet(() -> LineFormat.message(event))));
          fields.ifPresent(each -> each.write(json));
          if (fields.isEmpty()) {
            RequestId.current().ifPresent(id -> json.text("request", id));
          }
          @Nullable Throwable thrown = event.getThrown();
          if (thrown != null) {
            json.text("error", errors.of(thrown));
          }
        });
  }
}
