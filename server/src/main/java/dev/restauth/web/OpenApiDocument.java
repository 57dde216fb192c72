package dev.restauth.web;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import dev.restauth.json.JsonFactories;
import dev.restauth.version.Version;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;

/**
 * The OpenAPI document, put together of the parts that lie beside the features: their objects are merged,
 * so that two features may say something of one path.
 */
final class OpenApiDocument {
  private static final JsonFactory FACTORY = JsonFactories.plain();

  private OpenApiDocument() {}

  /**
   * All in one.
   *
   * @param parts where they are on the class path; the first has what the others refer to
   * @throws IllegalStateException if one is missing, or two say different things of the same
   */
  static String of(SequencedSet<String> parts) {
    Map<String, Object> whole = new LinkedHashMap<>();
    try {
      for (String part : parts) {
        merge(whole, read(part), part);
      }
      merge(whole, Map.of("info", Map.of("version", Version.OURS.number())), "the version");
      StringWriter text = new StringWriter();
      try (JsonGenerator json = FACTORY.createGenerator(text)) {
        json.setPrettyPrinter(printer());
        write(json, whole);
      }
      return text.append('\n').toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static DefaultPrettyPrinter printer() {
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter(
            Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER));
    DefaultIndenter lines = new DefaultIndenter("  ", "\n");
    printer.indentObjectsWith(lines);
    printer.indentArraysWith(lines);
    return printer;
  }

  private static Map<String, Object> read(String part) throws IOException {
    try (InputStream stream = OpenApiDocument.class.getResourceAsStream(part)) {
      if (stream == null) {
        throw new IllegalStateException(part + " is missing in the program");
      }
      try (JsonParser parser = FACTORY.createParser(stream)) {
        parser.nextToken();
        return object(parser);
      }
    }
  }

  private static Map<String, Object> object(JsonParser parser) throws IOException {
    Map<String, Object> members = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      members.put(name, value(parser));
    }
    return members;
  }

  private static Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> {
        List<Object> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(value(parser));
        }
        yield items;
      }
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
      case VALUE_TRUE, VALUE_FALSE -> parser.getBooleanValue();
      default ->
          throw new IllegalStateException(
              "no value of an OpenAPI document: " + parser.currentToken());
    };
  }

  @SuppressWarnings("unchecked") // what object() has made
  private static void merge(Map<String, Object> whole, Map<String, Object> part, String where) {
    part.forEach(
        (name, value) -> {
          Object there = whole.putIfAbsent(name, value);
          if (there instanceof Map<?, ?> && value instanceof Map<?, ?>) {
            merge((Map<String, Object>) there, (Map<String, Object>) value, where + " " + name);
          } else if (there != null && !there.equals(value)) {
            throw new IllegalStateException(where + " " + name + " is there already");
          }
        });
  }

  private static void write(JsonGenerator json, Object value) throws IOException {
    switch (value) {
      case Map<?, ?> members -> {
        json.writeStartObject();
        for (Map.Entry<?, ?> member : members.entrySet()) {
          json.writeFieldName(String.valueOf(member.getKey()));
          write(json, member.getValue());
        }
        json.writeEndObject();
      }
      case List<?> items -> {
        json.writeStartArray();
        for (Object item : items) {
          write(json, item);
        }
        json.writeEndArray();
      }
      case Boolean flag -> json.writeBoolean(flag);
      case BigDecimal number -> json.writeNumber(number);
      default -> json.writeString(value.toString());
    }
  }
}
