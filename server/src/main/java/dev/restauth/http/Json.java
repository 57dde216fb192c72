package dev.restauth.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.restauth.json.JsonFactories;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Reads and writes JSON objects (RFC 8259) within limits. Nothing of a refused text is repeated. */
public final class Json {
  private static final int NESTING_AT_MOST = 32;
  private static final int NUMBER_LENGTH_AT_MOST = 100;
  private static final int NAME_LENGTH_AT_MOST = 256;
  private static final char BYTE_ORDER_MARK = '\uFEFF';
  private static final String LONG_NUMBER =
      "The JSON has a number that is too long: %d digits are allowed."
          .formatted(NUMBER_LENGTH_AT_MOST);

  private static final JsonFactory FACTORY =
      JsonFactories.strict(
          StreamReadConstraints.builder()
              .maxNestingDepth(NESTING_AT_MOST)
              .maxNumberLength(NUMBER_LENGTH_AT_MOST)
              .maxNameLength(NAME_LENGTH_AT_MOST)
              .build());

  private final Map<String, Optional<String>> members;

  private Json(Map<String, Optional<String>> members) {
    this.members = members;
  }

  /** Writes an object's members. */
  public interface Members {
    /** Writes them, without the braces. */
    void write(JsonGenerator json) throws IOException;
  }

  /** An object as UTF-8 bytes. */
  static byte[] object(Members members) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
    try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
      json.writeStartObject();
      members.write(json);
      json.writeEndObject();
      json.writeRaw('\n'); // as the original's, so that a terminal's prompt begins a line
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads one object; duplicate keys are refused, unknown ones left to the caller to ignore.
   *
   * @param bytes UTF-8, UTF-16 or UTF-32
   * @throws ProblemException where it is anything else
   */
  static Json read(byte[] bytes) {
    try (JsonParser parser = parser(bytes)) {
      return read(parser);
    } catch (StreamConstraintsException e) {
      throw invalid(tooMuch(e.getOriginalMessage()));
    } catch (JsonProcessingException e) {
      throw invalid(
          e.getOriginalMessage().startsWith("Duplicate field")
              ? "A key stands twice in the body."
              : "The body is not valid JSON (line %d, column %d)."
                  .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr()));
    } catch (IOException e) {
      throw invalid("The body is not valid JSON: its characters are not valid UTF-8.");
    }
  }

  /** Jackson does not look at the characters of what it skips, nor at encoded surrogates. */
  private static JsonParser parser(byte[] bytes) throws IOException {
    if (isWide(bytes)) {
      return FACTORY.createParser(bytes); // which tells the encodings apart
    }
    CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
    int start = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? 1 : 0;
    return FACTORY.createParser(text.array(), start, text.length() - start);
  }

  /** In words of ours for Jackson's, which quote numbers. */
  private static String tooMuch(String bound) {
    if (bound.startsWith("Document nesting depth")) {
      return "The JSON is nested too deeply: %d levels are allowed.".formatted(NESTING_AT_MOST);
    }
    if (bound.startsWith("Name length")) {
      return "The JSON has a key that is too long: %d characters are allowed."
          .formatted(NAME_LENGTH_AT_MOST);
    }
    return bound.startsWith("Number value length") ? LONG_NUMBER : "The JSON breaks a limit.";
  }

  /** Whether it begins as UTF-16 or UTF-32 does: with a byte order mark, or zeros around a brace. */
  private static boolean isWide(byte[] bytes) {
    return bytes.length > 1
        && ((bytes[0] == (byte) 0xfe && bytes[1] == (byte) 0xff)
            || (bytes[0] == (byte) 0xff && bytes[1] == (byte) 0xfe)
            || bytes[0] == 0
            || bytes[1] == 0);
  }

  private static Json read(JsonParser parser) throws IOException {
    JsonToken first = parser.nextToken();
    if (first == null) {
      throw invalid("The body is empty.");
    }
    if (first != JsonToken.START_OBJECT) {
      throw invalid("The body must be a JSON object, not another JSON value.");
    }
    Map<String, Optional<String>> members = new HashMap<>();
    int depth = 1;
    while (depth > 0) {
      JsonToken token = parser.nextToken();
      if (token == null) {
        throw invalid("The JSON object is not complete.");
      }
      if (token.isNumeric() && parser.getTextLength() > NUMBER_LENGTH_AT_MOST) {
        throw invalid(LONG_NUMBER);
      }
      if (depth == 1 && token != JsonToken.FIELD_NAME && token != JsonToken.END_OBJECT) {
        members.put(
            parser.currentName(),
            token == JsonToken.VALUE_STRING ? Optional.of(parser.getText()) : Optional.empty());
      }
      depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
    }
    if (parser.nextToken() != null) {
      throw invalid("Something follows the JSON object.");
    }
    return new Json(members);
  }

  /**
   * A member that must be there and must be a string.
   *
   * @throws ProblemException where it is not
   */
  public String string(String name) {
    Optional<String> value = members.get(name);
    if (value == null) {
      throw invalid("The member \"" + name + "\" is missing.");
    }
    return value.orElseThrow(() -> invalid("The member \"" + name + "\" must be a string."));
  }

  /** Only the names: the values may be secrets. */
  @Override
  public String toString() {
    return "Json" + members.keySet();
  }

  private static ProblemException invalid(String detail) {
    return new ProblemException(ProblemType.INVALID_JSON.because(detail));
  }
}
