package dev.restauth.json;

import java.util.List;

/**
 * A JSON value (RFC 8259). Immutable. {@code toString} omits the value, because it may be secret.
 */
public sealed interface JsonValue permits JsonObject, JsonValue.Scalar, JsonValue.Array {
  /** A value that contains no other values. */
  sealed interface Scalar extends JsonValue {}

  /** A string. */
  record Text(String value) implements Scalar {
    @Override
    public String toString() {
      return "Text";
    }
  }

  /**
   * A number.
   *
   * @param digits the number as the text contains it
   * @param whole whether the number has neither a fraction nor an exponent
   */
  record Numeral(String digits, boolean whole) implements Scalar {
    @Override
    public String toString() {
      return "Numeral";
    }
  }

  /** {@code true} or {@code false}. */
  record Truth(boolean value) implements Scalar {
    @Override
    public String toString() {
      return "Truth";
    }
  }

  /** {@code null}. */
  record Null() implements Scalar {}

  /** An array. */
  record Array(List<JsonValue> items) implements JsonValue {
    /** Copies the list. */
    public Array {
      items = List.copyOf(items);
    }
  }
}
