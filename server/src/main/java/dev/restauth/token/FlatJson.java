package dev.restauth.token;

import dev.restauth.json.JsonBounds;
import dev.restauth.json.JsonObject;
import dev.restauth.json.JsonReader;
import dev.restauth.json.JsonValue;
import dev.restauth.json.MalformedJson;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A JSON object (RFC 8259) in ASCII with at most four members. Each name occurs once; each value is
 * a string or a number. Immutable.
 */
final class FlatJson {
  private static final int MEMBERS_AT_MOST = 4;

  /** Maximum length of a number, in characters; a double needs at most 24. */
  private static final int NUMBER_LENGTH_AT_MOST = 32;

  private static final JsonReader READER =
      new JsonReader(new JsonBounds(1, NUMBER_LENGTH_AT_MOST, 50_000, 1 + MEMBERS_AT_MOST));

  private static final JsonValue NOTHING = new JsonValue.Null();

  private final JsonObject members;

  private FlatJson(JsonObject members) {
    this.members = members;
  }

  /** Parses an object; empty if the text has another form. */
  static Optional<FlatJson> read(byte[] json) {
    for (byte each : json) {
      if (each < ' ' || each == 0x7f) { // a byte beyond ASCII is negative
        return Optional.empty();
      }
    }
    try {
      return READER.read(new String(json, StandardCharsets.US_ASCII)) instanceof JsonObject object
              && object.members().values().stream().allMatch(FlatJson::isScalar)
          ? Optional.of(new FlatJson(object))
          : Optional.empty();
    } catch (MalformedJson e) {
      return Optional.empty();
    }
  }

  private static boolean isScalar(JsonValue value) {
    return value instanceof JsonValue.Text || value instanceof JsonValue.Numeral;
  }

  Set<String> names() {
    return members.names();
  }

  boolean has(String name) {
    return members.member(name).isPresent();
  }

  /** Returns the value of a member; empty if the member is missing or is not a string. */
  Optional<String> text(String name) {
    return members.member(name).orElse(NOTHING) instanceof JsonValue.Text(String value)
        ? Optional.of(value)
        : Optional.empty();
  }

  /**
   * Returns the value of a member; empty if the member is missing, is not a number, or does not fit
   * into a double.
   */
  Optional<BigDecimal> number(String name) {
    try {
      return members.member(name).orElse(NOTHING)
                  instanceof JsonValue.Numeral(String digits, boolean _)
              && Double.isFinite(Double.parseDouble(digits))
          ? Optional.of(new BigDecimal(digits))
          : Optional.empty();
    } catch (NumberFormatException e) { // the exponent is beyond 32 bits
      return Optional.empty();
    }
  }

  /**
   * Returns the value of a member that is a number from 0 to 2^63-1 without fraction and exponent;
   * otherwise empty.
   */
  OptionalLong whole(String name) {
    if (members.member(name).orElse(NOTHING)
            instanceof JsonValue.Numeral(String digits, boolean whole)
        && whole) {
      try {
        long value = Long.parseLong(digits);
        return value < 0 ? OptionalLong.empty() : OptionalLong.of(value);
      } catch (NumberFormatException e) {
        return OptionalLong.empty();
      }
    }
    return OptionalLong.empty();
  }

  /** Returns a text that contains only the members' names. */
  @Override
  public String toString() {
    return "FlatJson" + members.names();
  }
}
