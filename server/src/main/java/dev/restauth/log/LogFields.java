package dev.restauth.log;

import dev.restauth.json.JsonWriter;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.logging.LogRecord;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A structured log event for programs. Its values become members of the line's JSON object, or
 * {@code key=value} pairs in text. Log it as the only parameter of the message {@link #MESSAGE}.
 * Immutable; preserves the order of the values.
 *
 * @param title the message in the JSON object
 * @param values texts and whole numbers by name; the names must differ from those of a line's other
 *     members
 */
public record LogFields(String title, SequencedMap<String, Object> values) {
  /** The message with which a structured event is logged. */
  public static final String MESSAGE = "{0}";

  /** Values that need no quotes in any common tool for log lines. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._:/@+-]+");

  /** Copies the values. */
  public LogFields {
    values = new LinkedHashMap<>(values);
  }

  /** Returns the fields of an event; empty if the event was logged without fields. */
  static Optional<LogFields> of(LogRecord event) {
    @Nullable Object @Nullable [] parameters = event.getParameters();
    return parameters != null && parameters.length == 1 && parameters[0] instanceof LogFields fields
        ? Optional.of(fields)
        : Optional.empty();
  }

  void write(JsonWriter json) {
    values.forEach(
        (name, value) -> {
          if (value instanceof Long number) {
            json.number(name, number);
          } else {
            json.text(name, OneLine.shorten(value.toString()));
          }
        });
  }

  /**
   * Returns {@code key=value} pairs, separated by spaces. A value is quoted unless it is a plain
   * word.
   */
  @Override
  public String toString() {
    return values.entrySet().stream()
        .map(value -> value.getKey() + "=" + quoted(value.getValue().toString()))
        .collect(Collectors.joining(" "));
  }

  private static String quoted(String text) {
    return PLAIN.matcher(text).matches()
        ? text
        : "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
