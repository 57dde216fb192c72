package dev.restauth.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Reads and writes JSON objects (RFC 8259) within limits. Nothing of a refused text is repeated. */
public final class Json {
  private static final int NESTING_AT_MOST = 32;
  private static final int NUMBER_LENGTH_AT_MOST = 100;
  private static final int NAME_LENGTH_AT_MOST = 256;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(NESTING_AT_MOST)
                  .maxNumberLength(NUMBER_LENGTH_AT_MOST)
                  .maxNameLength(NAME_LENGTH_AT_MOST)
                  .build())
          // Shared, instead of 16 KB for each connection's thread.
          .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
          .build();

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
    if (!isUtf8(bytes) && !isWide(bytes)) {
      throw invalid("The body is not valid JSON: its characters are not valid UTF-8.");
    }
    try (JsonParser parser = FACTORY.createParser(bytes)) {
      return read(parser);
    } catch (StreamConstraintsException e) {
      throw invalid("The JSON is nested too deeply, or has a key or number that is too long.");
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
  private static boolean isUtf8(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
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
        throw invalid("The JSON has a number that is too long.");
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
