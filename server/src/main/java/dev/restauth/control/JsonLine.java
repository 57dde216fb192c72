package dev.restauth.control;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.restauth.json.JsonFactories;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One JSON object (RFC 8259) on one line: strict to read, and written in ASCII. */
final class JsonLine {
  private static final int NESTING_AT_MOST = 5;
  private static final int NUMBER_LENGTH_AT_MOST = 20;
  private static final int NAME_LENGTH_AT_MOST = 256;
  private static final int LAST_PRINTABLE = 0x7E;

  private static final JsonFactory FACTORY =
      JsonFactories.strict(
          StreamReadConstraints.builder()
              .maxNestingDepth(NESTING_AT_MOST)
              .maxNumberLength(NUMBER_LENGTH_AT_MOST)
              .maxNameLength(NAME_LENGTH_AT_MOST)
              .build());

  private JsonLine() {}

  /** Writes an object's members. */
  interface Members {
    /** Writes them, without the braces. */
    void write(JsonGenerator json) throws IOException;
  }

  /** Reads an object's members. */
  interface Reading<T> {
    /** Reads from after the opening brace to the closing one, that included. */
    T read(JsonParser json) throws IOException;
  }

  /** An object and a line feed. */
  static byte[] write(Members members) {
    return writeValue(
        json -> {
          json.writeStartObject();
          members.write(json);
          json.writeEndObject();
        });
  }

  /** A value and a line feed. */
  static byte[] writeValue(Members value) {
    StringWriter line = new StringWriter(256);
    try (JsonGenerator json = FACTORY.createGenerator(line)) {
      // Half of a surrogate pair has no UTF-8, but an escape; DEL is no character for a terminal.
      json.setHighestNonEscapedChar(LAST_PRINTABLE);
      value.write(json);
      json.writeRaw('\n');
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return line.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /** A list of text as the next value. */
  static void writeTexts(JsonGenerator json, List<?> texts) throws IOException {
    json.writeStartArray();
    for (Object each : texts) {
      json.writeString(each.toString());
    }
    json.writeEndArray();
  }

  /**
   * Reads an object and nothing after it.
   *
   * @param line UTF-8
   * @throws MalformedLine where it is anything else
   */
  static <T> T read(byte[] line, Reading<T> reading) {
    try (JsonParser json = FACTORY.createParser(text(line))) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new MalformedLine("it is no JSON object");
      }
      T read = reading.read(json);
      if (json.nextToken() != null) {
        throw new MalformedLine("something follows its JSON object");
      }
      return read;
    } catch (StreamConstraintsException e) {
      throw new MalformedLine("it is nested too deeply, or has a name or number that is too long");
    } catch (JsonProcessingException e) {
      // Without the cause: its message may quote a part of the line.
      throw new MalformedLine(
          e.getOriginalMessage().startsWith("Duplicate field")
              ? "a name stands twice in it"
              : "it is not valid JSON at character " + e.getLocation().getColumnNr());
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static String text(byte[] line) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedLine("its characters are not valid UTF-8");
    }
  }

  /** The next value, which must begin so. */
  static void begin(JsonParser json, JsonToken begin, String what) throws IOException {
    if (json.nextToken() != begin) {
      throw new MalformedLine(
          what + " must be " + (begin == JsonToken.START_ARRAY ? "a list" : "an object"));
    }
  }

  /** The next value, which must be text. */
  static String text(JsonParser json, String what) throws IOException {
    json.nextToken();
    return currentText(json, what);
  }

  /** The value here, which must be text. */
  static String currentText(JsonParser json, String what) throws IOException {
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      throw new MalformedLine(what + " must be text");
    }
    return json.getText();
  }

  /** The next value, which must be a whole number of 64 bits. */
  static long number(JsonParser json, String what) throws IOException {
    if (json.nextToken() != JsonToken.VALUE_NUMBER_INT) {
      throw new MalformedLine(what + " must be a whole number");
    }
    return json.getLongValue();
  }

  /** A member that must have been there. */
  static <T> T present(@Nullable T member, String name) {
    if (member == null) {
      throw new MalformedLine(name + " is missing");
    }
    return member;
  }
}
