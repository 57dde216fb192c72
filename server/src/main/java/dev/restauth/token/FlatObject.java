package dev.restauth.token;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.restauth.json.JsonFactories;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A JSON object (RFC 8259) in ASCII, of few members that are strings or numbers, each name once.
 * Immutable.
 */
final class FlatObject {
  private static final int MEMBERS_AT_MOST = 4;

  /** In characters: a double needs 24. */
  private static final int NUMBER_LENGTH_AT_MOST = 32;

  private static final JsonFactory FACTORY = JsonFactories.plain();

  private sealed interface Scalar {
    record Text(String value) implements Scalar {}

    /**
     * @param whole written with neither fraction nor exponent
     */
    record Numeral(String digits, boolean whole) implements Scalar {}
  }

  private final Map<String, Scalar> members;

  private FlatObject(Map<String, Scalar> members) {
    this.members = members;
  }

  /** Reads one, or nothing where it is anything else. */
  static Optional<FlatObject> read(byte[] json) {
    for (byte each : json) {
      if (each < ' ' || each == 0x7f) { // or not ASCII, which is negative
        return Optional.empty();
      }
    }
    try (JsonParser parser = FACTORY.createParser(new String(json, StandardCharsets.ISO_8859_1))) {
      return read(parser);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<FlatObject> read(JsonParser parser) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      return Optional.empty();
    }
    Map<String, Scalar> members = new HashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      Optional<Scalar> value = scalar(parser.nextToken(), parser);
      if (value.isEmpty()
          || members.size() == MEMBERS_AT_MOST
          || members.put(name, value.get()) != null) {
        return Optional.empty();
      }
    }
    return parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null
        ? Optional.of(new FlatObject(members))
        : Optional.empty();
  }

  private static Optional<Scalar> scalar(JsonToken token, JsonParser parser) throws IOException {
    return switch (token) {
      case VALUE_STRING -> Optional.of(new Scalar.Text(parser.getText()));
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
          parser.getTextLength() > NUMBER_LENGTH_AT_MOST
              ? Optional.empty()
              : Optional.of(
                  new Scalar.Numeral(parser.getText(), token == JsonToken.VALUE_NUMBER_INT));
      default -> Optional.empty();
    };
  }

  Set<String> names() {
    return members.keySet();
  }

  boolean has(String name) {
    return members.containsKey(name);
  }

  /** A member that is a string. */
  Optional<String> text(String name) {
    return members.get(name) instanceof Scalar.Text(String value)
        ? Optional.of(value)
        : Optional.empty();
  }

  /** A member that is a number, and none that a double could not hold. */
  Optional<BigDecimal> number(String name) {
    try {
      return members.get(name) instanceof Scalar.Numeral(String digits, boolean _)
              && Double.isFinite(Double.parseDouble(digits))
          ? Optional.of(new BigDecimal(digits))
          : Optional.empty();
    } catch (NumberFormatException e) { // its exponent is beyond 32 bits
      return Optional.empty();
    }
  }

  /** A member that is a number from 0 to 2^63-1, written with neither fraction nor exponent. */
  OptionalLong whole(String name) {
    if (members.get(name) instanceof Scalar.Numeral(String digits, boolean whole) && whole) {
      try {
        long value = Long.parseLong(digits);
        return value < 0 ? OptionalLong.empty() : OptionalLong.of(value);
      } catch (NumberFormatException e) {
        return OptionalLong.empty();
      }
    }
    return OptionalLong.empty();
  }

  /** The names alone. */
  @Override
  public String toString() {
    return "FlatObject" + members.keySet();
  }
}
