package dev.restauth.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.io.Reader;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Reads JSON of any size, with only one value in memory at a time. The text is an array of objects,
 * or a sequence of objects, such as a file with one object per line. Values that the caller does
 * not read are skipped. Not thread-safe.
 */
public final class JsonWalk implements AutoCloseable {
  /**
   * Maximum length of a string, in characters. A longer string cannot belong to an entry, and is
   * not read into memory.
   */
  public static final int STRING_AT_MOST = 1 << 16;

  private static final String ENDS = " ends in the middle of an entry";

  private static final JsonFactory FACTORY =
      JsonFactories.bounded(
          StreamReadConstraints.builder()
              .maxStringLength(STRING_AT_MOST)
              .maxNameLength(STRING_AT_MOST)
              .maxNestingDepth(100)
              .build());

  private final Function<String, ? extends RuntimeException> failure;
  private final JsonParser parser;

  /**
   * Creates a reader of a text.
   *
   * @param failure creates the exception for a text that is not JSON, or is nested more than 100
   *     levels deep. Its argument is a message that begins with a space and does not quote the text
   */
  public JsonWalk(Reader text, Function<String, ? extends RuntimeException> failure) {
    this.failure = failure;
    try {
      this.parser = FACTORY.createParser(text);
    } catch (IOException e) {
      throw failure.apply(" cannot be read");
    }
  }

  /**
   * Calls {@code entry} for each value at the top level of the text. If such a value is an array,
   * calls {@code entry} for each of its elements instead. The callback may read or skip the value.
   */
  public void entries(Consumer<JsonWalk> entry) {
    for (Optional<JsonToken> token = next(); token.isPresent(); token = next()) {
      if (token.get() == JsonToken.START_ARRAY) {
        elements(entry);
      } else {
        one(entry);
      }
    }
  }

  /**
   * Calls {@code element} for each element of the current array. Does nothing if the current value
   * is not an array.
   */
  public void elements(Consumer<JsonWalk> element) {
    if (parser.currentToken() == JsonToken.START_ARRAY) {
      while (inside() != JsonToken.END_ARRAY) {
        one(element);
      }
    }
  }

  /** Receives a field of an object. The current value is then the value of the field. */
  @FunctionalInterface
  public interface Field {
    /** Reads or skips the field. */
    void found(String name);
  }

  /**
   * Calls {@code field} for each field of the current object. Does nothing if the current value is
   * not an object.
   */
  public void fields(Field field) {
    if (!isObject()) {
      return;
    }
    while (inside() != JsonToken.END_OBJECT) {
      String name = name();
      inside();
      one(_ -> field.found(name));
    }
  }

  private boolean isObject() {
    return parser.currentToken() == JsonToken.START_OBJECT;
  }

  /** Returns the current value as text; empty if it is null, an object or an array. */
  public Optional<String> text() {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_NULL || !token.isScalarValue()) {
      return Optional.empty();
    }
    try {
      return Optional.of(parser.getText());
    } catch (IOException e) {
      throw broken(e);
    }
  }

  /** Returns whether the current value is {@code true}. */
  public boolean isTrue() {
    return parser.currentToken() == JsonToken.VALUE_TRUE;
  }

  /** Returns the position of the current value, such as "line 7". */
  public String place() {
    return "line " + parser.currentTokenLocation().getLineNr();
  }

  private void one(Consumer<JsonWalk> reader) {
    reader.accept(this);
    try {
      parser.skipChildren();
    } catch (IOException e) {
      throw broken(e);
    }
  }

  /** Returns the next token inside an object or array. */
  private JsonToken inside() {
    return next().orElseThrow(() -> failure.apply(ENDS));
  }

  private Optional<JsonToken> next() {
    try {
      return Optional.ofNullable(parser.nextToken());
    } catch (IOException e) {
      throw broken(e);
    }
  }

  private String name() {
    try {
      return parser.currentName();
    } catch (IOException e) {
      throw broken(e);
    }
  }

  /**
   * Returns a failure without the parser's message, which quotes the text and may reveal a secret.
   */
  private RuntimeException broken(IOException e) {
    String why =
        switch (e) {
          case JsonEOFException _ -> ENDS;
          case StreamConstraintsException _ -> " holds something too long or too deeply nested";
          default -> " is not valid JSON";
        };
    JsonLocation at = parser.currentLocation();
    return failure.apply(
        "%s at line %d, column %d".formatted(why, at.getLineNr(), at.getColumnNr()));
  }

  @Override
  public void close() {
    try {
      parser.close();
    } catch (IOException e) {
      throw broken(e);
    }
  }
}
