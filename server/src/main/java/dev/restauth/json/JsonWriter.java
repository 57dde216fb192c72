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
 * Writes JSON objects (RFC 8259), member by member. Methods that take a name write a member of the current object;
 * {@code item} methods write an item of the current array. Not thread-safe.
 */
public final class JsonWriter {
  /**
   * The last character that {@link #ascii} writes unescaped: DEL and everything beyond ASCII become
   * escapes.
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

  /** An object and a line feed, in UTF-8. */
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

  /** An object, on one line. */
  public static String text(Consumer<JsonWriter> members) {
    return text(members, false);
  }

  /**
   * An object, on one line, in printable ASCII: an unpaired surrogate has no UTF-8 form, but can be
   * escaped.
   */
  public static String ascii(Consumer<JsonWriter> members) {
    return text(members, true);
  }

  /** An array, on one line, in printable ASCII. */
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

  /** An indented value for people: each member on a line of its own, and a line feed at the end. */
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

  /** A member that is a string. */
  public JsonWriter text(String name, String value) {
    return step(() -> json.writeStringField(name, value));
  }

  /** A member that is a whole number. */
  public JsonWriter number(String name, long value) {
    return step(() -> json.writeNumberField(name, value));
  }

  /** A member that is a number. */
  public JsonWriter number(String name, double value) {
    return step(() -> json.writeNumberField(name, value));
  }

  /** A member that is a string, or {@code null}. */
  public JsonWriter text(String name, Optional<String> value) {
    return value.isPresent() ? text(name, value.get()) : nullValue(name);
  }

  /** A member that is a whole number, or {@code null}. */
  public JsonWriter number(String name, Optional<Long> value) {
    return value.isPresent() ? number(name, value.get().longValue()) : nullValue(name);
  }

  /** A member that is {@code true} or {@code false}. */
  public JsonWriter flag(String name, boolean value) {
    return step(() -> json.writeBooleanField(name, value));
  }

  /** A member that is {@code null}. */
  public JsonWriter nullValue(String name) {
    return step(() -> json.writeNullField(name));
  }

  /** A member that is an array of strings. */
  public JsonWriter texts(String name, List<String> values) {
    return array(name, array -> values.forEach(array::item));
  }

  /** A member that is an object. */
  public JsonWriter object(String name, Consumer<JsonWriter> members) {
    step(() -> json.writeFieldName(name));
    return object(members);
  }

  /** A member that is an array. */
  public JsonWriter array(String name, Consumer<JsonWriter> items) {
    step(() -> json.writeFieldName(name));
    return array(items);
  }

  /** A member that is JSON already. It must be written by this program: it is not checked or escaped. */
  public JsonWriter raw(String name, String value) {
    step(() -> json.writeFieldName(name));
    return rawItem(value);
  }

  /** A member that is a value read before. */
  public JsonWriter member(String name, JsonValue value) {
    return step(() -> json.writeFieldName(name)).item(value);
  }

  /** An item that is a string. */
  public JsonWriter item(String value) {
    return step(() -> json.writeString(value));
  }

  /** An item that is a whole number. */
  public JsonWriter item(long value) {
    return step(() -> json.writeNumber(value));
  }

  /** An item that is an object. */
  public JsonWriter object(Consumer<JsonWriter> members) {
    step(json::writeStartObject);
    members.accept(this);
    return step(json::writeEndObject);
  }

  /** An item that is an array. */
  public JsonWriter array(Consumer<JsonWriter> items) {
    step(json::writeStartArray);
    items.accept(this);
    return step(json::writeEndArray);
  }

  /** An item that is JSON already. It must be written by this program: it is not checked or escaped. */
  public JsonWriter rawItem(String value) {
    return step(() -> json.writeRawValue(value));
  }

  /** An item that is a value read before. */
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
