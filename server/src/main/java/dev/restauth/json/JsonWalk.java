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
 * Walks through JSON of any size, holding one value of it at a time: an array of objects, or objects one
 * after the other, as in a file with one a line. What nobody asks for is passed over. For one thread.
 */
public final class JsonWalk implements AutoCloseable {
  /** In characters; what is longer cannot be an entry's, and is not held. */
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
   * Begins with a text.
   *
   * @param failure makes what is thrown if the text is not JSON, or is nested more than 100 levels deep, of a
   *     message that begins with a space and quotes nothing of the text
   */
  public JsonWalk(Reader text, Function<String, ? extends RuntimeException> failure) {
    this.failure = failure;
    try {
      this.parser = FACTORY.createParser(text);
    } catch (IOException e) {
      throw failure.apply(" cannot be read");
    }
  }

  /** Each value of the file, or of the arrays in it, which {@code entry} reads or leaves. */
  public void entries(Consumer<JsonWalk> entry) {
    for (Optional<JsonToken> token = next(); token.isPresent(); token = next()) {
      if (token.get() == JsonToken.START_ARRAY) {
        elements(entry);
      } else {
        one(entry);
      }
    }
  }

  /** Each value of the array that comes now; nothing where it is none. */
  public void elements(Consumer<JsonWalk> element) {
    if (parser.currentToken() == JsonToken.START_ARRAY) {
      while (inside() != JsonToken.END_ARRAY) {
        one(element);
      }
    }
  }

  /** What hears of a field: the walk stands on its value. */
  @FunctionalInterface
  public interface Field {
    /** Hears of it. */
    void found(String name);
  }

  /** Each field of the object that comes now; nothing where it is none. */
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

  /** The value as text; empty where it is null, an object or an array. */
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

  /** Whether the value is {@code true}. */
  public boolean isTrue() {
    return parser.currentToken() == JsonToken.VALUE_TRUE;
  }

  /** Where the value is, such as "line 7". */
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

  /** The next token of an object or array. */
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

  /** The parser's own words quote the text, which may be a secret. */
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
