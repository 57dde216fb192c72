package dev.restauth.log;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.restauth.json.JsonFactories;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object an event: {@code time}, {@code level}, {@code logger}, {@code message}, the
 * members of {@link Fields} and, where something was thrown, {@code error}. ASCII only, so that neither an encoding nor a Unicode line
 * separator can break a line.
 */
final class JsonLines implements LineFormat {
  private static final int LAST_ASCII = 0x7F;

  private static final JsonFactory JSON = JsonFactories.plain();

  private final ErrorText errors;

  JsonLines(ErrorText errors) {
    this.errors = errors;
  }

  @Override
  public String line(LogRecord event, Level level) {
    StringWriter line = new StringWriter(256);
    try (JsonGenerator out = JSON.createGenerator(line)) {
      out.setHighestNonEscapedChar(LAST_ASCII);
      out.writeStartObject();
      out.writeStringField("time", LineFormat.time(event.getInstant()));
      out.writeStringField("level", LogLevel.word(level));
      out.writeStringField("logger", LineFormat.loggerName(event));
      Optional<Fields> fields = Fields.of(event);
      out.writeStringField(
          "message",
          OneLine.shorten(fields.map(Fields::title).orElseGet(() -> LineFormat.message(event))));
      if (fields.isPresent()) {
        fields.get().write(out);
      }
      @Nullable Throwable thrown = event.getThrown();
      if (thrown != null) {
        out.writeStringField("error", errors.of(thrown));
      }
      out.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return line.toString();
  }
}
