package dev.restauth.adopt.source;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import dev.restauth.json.JsonFactories;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Walks through JSON of any size, holding one value of it at a time: an array of objects, or objects one
 * after the other, as in a file with one a line. What nobody asks for is passed over. For one thread.
 */
final class JsonWalk implements AutoCloseable {
  /** In characters; what is longer cannot be an entry's, and is not held. */
  static final int STRING_AT_MOST = 1 << 16;

  private static final String ENDS = " ends in the middle of an entry";

  private static final JsonFactory FACTORY =
      JsonFactories.bounded(
          StreamReadConstraints.builder()
              .maxStringLength(STRING_AT_MOST)
              .maxNameLength(STRING_AT_MOST)
              .maxNestingDepth(100)
              .build());

  private final String what;
  private final JsonParser parser;

  private JsonWalk(String what, Reader text) {
    this.what = what;
    try {
      this.parser = FACTORY.createParser(text);
    } catch (IOException e) {
      throw new UnreadableSource(what + " cannot be read");
    }
  }

  static JsonWalk open(Path file, BytesRead bytesRead) {
    return new JsonWalk(file.toString(), SourceText.open(file, bytesRead));
  }

  /** Of a text inside of an entry. */
  static JsonWalk of(String text) {
    return new JsonWalk("a text", Reader.of(text));
  }

  /** Each value of the file, or of the arrays in it, which {@code entry} reads or leaves. */
  void entries(Consumer<JsonWalk> entry) {
    for (Optional<JsonToken> token = next(); token.isPresent(); token = next()) {
      if (token.get() == JsonToken.START_ARRAY) {
        elements(entry);
      } else {
        one(entry);
      }
    }
  }

  /** Each value of the array that comes now; nothing where it is none. */
  void elements(Consumer<JsonWalk> element) {
    if (parser.currentToken() == JsonToken.START_ARRAY) {
      while (inside() != JsonToken.END_ARRAY) {
        one(element);
      }
    }
  }

  /** What hears of a field: the walk stands on its value. */
  @FunctionalInterface
  interface Field {
    void found(String name);
  }

  /** Each field of the object that comes now; nothing where it is none. */
  void fields(Field field) {
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
  Optional<String> text() {
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
  boolean isTrue() {
    return parser.currentToken() == JsonToken.VALUE_TRUE;
  }

  String place() {
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
    return next().orElseThrow(() -> new UnreadableSource(what + ENDS));
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
  private UnreadableSource broken(IOException e) {
    String why =
        switch (e) {
          case JsonEOFException _ -> ENDS;
          case StreamConstraintsException _ -> " holds something too long or too deeply nested";
          default -> " is not valid JSON";
        };
    JsonLocation at = parser.currentLocation();
    return new UnreadableSource(
        "%s%s at line %d, column %d".formatted(what, why, at.getLineNr(), at.getColumnNr()));
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
