package dev.restauth.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.restauth.control.Facts;
import dev.restauth.log.OneLine;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** Facts as text, for scripts and for people; harmless on a terminal in both forms. */
final class FactsText {
  /** DEL is ASCII, yet no character for a terminal. */
  private static final int LAST_PRINTABLE = 0x7E;

  private FactsText() {}

  /** One JSON object on one line, ASCII only. */
  static String json(Facts facts) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.setHighestNonEscapedChar(LAST_PRINTABLE);
      json.writeStartObject();
      for (Map.Entry<String, Object> fact : facts.values().entrySet()) {
        json.writeFieldName(fact.getKey());
        write(fact.getValue(), json);
      }
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }

  private static void write(Object value, JsonGenerator json) throws IOException {
    switch (value) {
      case Long number -> json.writeNumber(number);
      case Boolean truth -> json.writeBoolean(truth);
      case List<?> texts -> {
        json.writeStartArray();
        for (Object each : texts) {
          json.writeString(each.toString());
        }
        json.writeEndArray();
      }
      default -> json.writeString(value.toString());
    }
  }

  /** A line {@code name: value} each, the values below one another. */
  static List<String> lines(Facts facts) {
    int widest = facts.values().keySet().stream().mapToInt(String::length).max().orElse(0);
    return facts.values().entrySet().stream()
        .map(fact -> line(fact.getKey(), text(fact.getValue()), widest))
        .toList();
  }

  private static String line(String name, String value, int widest) {
    return OneLine.escape(name + ": " + " ".repeat(widest - name.length()) + value);
  }

  private static String text(Object value) {
    return value instanceof List<?> texts
        ? String.join(", ", texts.stream().map(Object::toString).toList())
        : value.toString();
  }
}
