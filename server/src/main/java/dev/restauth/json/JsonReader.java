package dev.restauth.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.restauth.json.MalformedJson.Fault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one complete JSON value (RFC 8259) within limits. Refuses objects with duplicate names, and
 * any text after the value. Thread-safe.
 */
public final class JsonReader {
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final JsonFactory factory;
  private final JsonBounds bounds;

  /** Creates a reader with these limits. */
  public JsonReader(JsonBounds bounds) {
    this.bounds = bounds;
    this.factory =
        JsonFactories.strict(
            StreamReadConstraints.builder()
                .maxNestingDepth(bounds.levels())
                .maxNumberLength(bounds.numberLength())
                .maxNameLength(bounds.nameLength())
                .build());
  }

  private interface Source {
    JsonParser open() throws IOException;
  }

  /**
   * Reads a value.
   *
   * @param bytes the text in UTF-8, UTF-16 or UTF-32
   * @throws MalformedJson if the text is not exactly one value within the limits
   */
  public JsonValue read(byte[] bytes) {
    return isWide(bytes)
        ? read(() -> factory.createParser(bytes)) // Jackson detects the encoding
        : read(utf8(bytes));
  }

  /**
   * Reads a value.
   *
   * @throws MalformedJson if the text is not exactly one value within the limits
   */
  public JsonValue read(String text) {
    return read(() -> factory.createParser(text));
  }

  private JsonValue read(CharBuffer text) {
    int start = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? 1 : 0;
    return read(() -> factory.createParser(text.array(), start, text.length() - start));
  }

  /**
   * Decodes the text and refuses invalid UTF-8, some of which Jackson accepts, such as encoded
   * surrogates.
   */
  private static CharBuffer utf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
    } catch (CharacterCodingException e) {
      throw new MalformedJson(Fault.ENCODING, 0, 0);
    }
  }

  /**
   * Returns whether the text seems to be UTF-16 or UTF-32. Such a text begins with a byte order
   * mark, or one of its first two bytes is zero: UTF-16 encodes a brace as {@code 00 7B} or {@code
   * 7B 00}.
   */
  private static boolean isWide(byte[] bytes) {
    return bytes.length > 1
        && ((bytes[0] == (byte) 0xfe && bytes[1] == (byte) 0xff)
            || (bytes[0] == (byte) 0xff && bytes[1] == (byte) 0xfe)
            || bytes[0] == 0
            || bytes[1] == 0);
  }

  private JsonValue read(Source source) {
    try (JsonParser parser = source.open()) {
      if (parser.nextToken() == null) {
        throw new MalformedJson(Fault.EMPTY, 1, 1);
      }
      JsonValue value = new ValueReader(parser, bounds).read();
      if (parser.nextToken() != null) {
        throw malformed(Fault.MORE_THAN_ONE_VALUE, parser);
      }
      return value;
    } catch (StreamConstraintsException e) {
      throw malformed(bound(e.getOriginalMessage()), e.getLocation());
    } catch (JsonProcessingException e) {
      boolean duplicate = e.getOriginalMessage().startsWith("Duplicate field");
      throw malformed(duplicate ? Fault.DUPLICATE_NAME : Fault.SYNTAX, e.getLocation());
    } catch (IOException e) {
      throw new MalformedJson(Fault.ENCODING, 0, 0); // invalid UTF-16 or UTF-32
    }
  }

  private static Fault bound(String message) {
    if (message.startsWith("Document nesting depth")) {
      return Fault.NESTING;
    }
    if (message.startsWith("Name length")) {
      return Fault.LONG_NAME;
    }
    return message.startsWith("Number value length") ? Fault.LONG_NUMBER : Fault.SIZE;
  }

  private static MalformedJson malformed(Fault fault, JsonParser at) {
    return malformed(fault, at.currentLocation());
  }

  /** Creates the exception. Jackson reports no location if the text exceeds a limit. */
  private static MalformedJson malformed(Fault fault, @Nullable JsonLocation at) {
    return at == null
        ? new MalformedJson(fault, 0, 0)
        : new MalformedJson(fault, at.getLineNr(), at.getColumnNr());
  }

  /** Reads the value that begins at the parser's current token. */
  private static final class ValueReader {
    private final JsonParser parser;
    private final JsonBounds bounds;
    private int valuesLeft;

    ValueReader(JsonParser parser, JsonBounds bounds) {
      this.parser = parser;
      this.bounds = bounds;
      this.valuesLeft = bounds.values();
    }

    JsonValue read() throws IOException {
      if (--valuesLeft < 0) {
        throw malformed(Fault.SIZE, parser);
      }
      return switch (parser.currentToken()) {
        case START_OBJECT -> object();
        case START_ARRAY -> array();
        case VALUE_STRING -> new JsonValue.Text(parser.getText());
        case VALUE_NUMBER_INT -> number(true);
        case VALUE_NUMBER_FLOAT -> number(false);
        case VALUE_TRUE -> new JsonValue.Truth(true);
        case VALUE_FALSE -> new JsonValue.Truth(false);
        case VALUE_NULL -> new JsonValue.Null();
        default -> throw malformed(Fault.SYNTAX, parser);
      };
    }

    /**
     * Reads a number. Checks its length, because Jackson does so only when a caller reads the
     * numeric value.
     */
    private JsonValue number(boolean whole) throws IOException {
      if (parser.getTextLength() > bounds.numberLength()) {
        throw malformed(Fault.LONG_NUMBER, parser);
      }
      return new JsonValue.Numeral(parser.getText(), whole);
    }

    private JsonValue object() throws IOException {
      Map<String, JsonValue> members = new LinkedHashMap<>();
      while (next() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        next();
        members.put(name, read());
      }
      return new JsonObject(members);
    }

    private JsonValue array() throws IOException {
      List<JsonValue> items = new ArrayList<>();
      while (next() != JsonToken.END_ARRAY) {
        items.add(read());
      }
      return new JsonValue.Array(items);
    }

    /**
     * Returns the next token. Throws an exception at the end of the text, because an array or
     * object is still open.
     */
    private JsonToken next() throws IOException {
      JsonToken token = parser.nextToken();
      if (token == null) {
        throw malformed(Fault.SYNTAX, parser);
      }
      return token;
    }
  }
}
