package dev.restauth.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Writes JSON objects (RFC 8259), member by member. Methods that take a name write a member of the
 * current object; {@code item} methods write an item of the current array. Not thread-safe.
 */
public final class JsonWriter {
  /**
   * The last character that {@link #ascii} writes unescaped. DEL and all characters beyond ASCII
   * are escaped.
   */
  private static final int LAST_PRINTABLE = 0x7E;

  private static final JsonFactory FACTORY = JsonFactories.plain();

  private final JsonGenerator json;

  private JsonWriter(JsonGenerator json) {
    this.json = json;
  }

  /** A step of writing. */
  private interface Step {
    void write() throws IOException;
  }

  /** Returns an object and a line feed, in UTF-8. */
  public static byte[] line(Consumer<JsonWriter> members) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
    try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
      new JsonWriter(json).object(members);
      json.writeRaw('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Returns an object, on one line. */
  public static String text(Consumer<JsonWriter> members) {
    return text(members, false);
  }

  /**
   * Returns an object, on one line and in printable ASCII. Unpaired surrogates, which UTF-8 cannot
   * encode, are escaped.
   */
  public static String ascii(Consumer<JsonWriter> members) {
    return text(members, true);
  }

  /** Returns an array, on one line and in printable ASCII. */
  public static String asciiArray(Consumer<JsonWriter> items) {
    return value(json -> json.array(items), true);
  }

  private static String text(Consumer<JsonWriter> members, boolean ascii) {
    return value(json -> json.object(members), ascii);
  }

  private static String value(Consumer<JsonWriter> value, boolean ascii) {
    StringWriter text = new StringWriter(256);
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      if (ascii) {
        json.setHighestNonEscapedChar(LAST_PRINTABLE);
      }
      value.accept(new JsonWriter(json));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /**
   * Returns an indented value for people. Each member is on a separate line, and the text ends with
   * a line feed.
   */
  public static String pretty(JsonValue value) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      DefaultIndenter lines = new DefaultIndenter("  ", "\n");
      DefaultPrettyPrinter printer =
          new DefaultPrettyPrinter(
              Separators.createDefaultInstance()
                  .withObjectFieldValueSpacing(Separators.Spacing.AFTER));
      printer.indentObjectsWith(lines);
      printer.indentArraysWith(lines);
      json.setPrettyPrinter(printer);
      new JsonWriter(json).item(value);
      json.writeRaw('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** Writes a member that is a string. */
  public JsonWriter text(String name, String value) {
    return step(() -> json.writeStringField(name, value));
  }

  /** Writes a member that is a whole number. */
  public JsonWriter number(String name, long value) {
    return step(() -> json.writeNumberField(name, value));
  }

  /** Writes a member that is a number. */
  public JsonWriter number(String name, double value) {
    return step(() -> json.writeNumberField(name, value));
  }

  /** Writes a member that is a string, or {@code null} if the value is empty. */
  public JsonWriter text(String name, Optional<String> value) {
    return value.isPresent() ? text(name, value.get()) : nullValue(name);
  }

  /** Writes a member that is a whole number, or {@code null} if the value is empty. */
  public JsonWriter number(String name, Optional<Long> value) {
    return value.isPresent() ? number(name, value.get().longValue()) : nullValue(name);
  }

  /** Writes a member that is {@code true} or {@code false}. */
  public JsonWriter flag(String name, boolean value) {
    return step(() -> json.writeBooleanField(name, value));
  }

  /** Writes a member that is {@code null}. */
  public JsonWriter nullValue(String name) {
    return step(() -> json.writeNullField(name));
  }

  /** Writes a member that is an array of strings. */
  public JsonWriter texts(String name, List<String> values) {
    return array(name, array -> values.forEach(array::item));
  }

  /** Writes a member that is an object. */
  public JsonWriter object(String name, Consumer<JsonWriter> members) {
    step(() -> json.writeFieldName(name));
    return object(members);
  }

  /** Writes a member that is an array. */
  public JsonWriter array(String name, Consumer<JsonWriter> items) {
    step(() -> json.writeFieldName(name));
    return array(items);
  }

  /**
   * Writes a member whose value is already JSON. The value is neither checked nor escaped, so it
   * must come from this program.
   */
  public JsonWriter raw(String name, String value) {
    step(() -> json.writeFieldName(name));
    return rawItem(value);
  }

  /** Writes a member with a parsed value. */
  public JsonWriter member(String name, JsonValue value) {
    return step(() -> json.writeFieldName(name)).item(value);
  }

  /** Writes an item that is a string. */
  public JsonWriter item(String value) {
    return step(() -> json.writeString(value));
  }

  /** Writes an item that is a whole number. */
  public JsonWriter item(long value) {
    return step(() -> json.writeNumber(value));
  }

  /** Writes an item that is an object. */
  public JsonWriter object(Consumer<JsonWriter> members) {
    step(json::writeStartObject);
    members.accept(this);
    return step(json::writeEndObject);
  }

  /** Writes an item that is an array. */
  public JsonWriter array(Consumer<JsonWriter> items) {
    step(json::writeStartArray);
    items.accept(this);
    return step(json::writeEndArray);
  }

  /**
   * Writes an item that is already JSON. The item is neither checked nor escaped, so it must come
   * from this program.
   */
  public JsonWriter rawItem(String value) {
    return step(() -> json.writeRawValue(value));
  }

  /** Writes a parsed value as an item. */
  public JsonWriter item(JsonValue value) {
    return switch (value) {
      case JsonValue.Text(String text) -> item(text);
      case JsonValue.Numeral number -> step(() -> json.writeNumber(number.digits()));
      case JsonValue.Truth(boolean truth) -> step(() -> json.writeBoolean(truth));
      case JsonValue.Null() -> step(json::writeNull);
      case JsonValue.Array(List<JsonValue> items) -> array(array -> items.forEach(array::item));
      case JsonObject object -> object(members -> object.members().forEach(members::member));
    };
  }

  private JsonWriter step(Step step) {
    try {
      step.write();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }
}
