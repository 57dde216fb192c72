package dev.restauth.json;

import java.util.List;

/** A value of JSON (RFC 8259). Immutable; {@code toString} shows no value, since it may be a secret. */
public sealed interface JsonValue permits JsonObject, JsonValue.Scalar, JsonValue.Array {
  /** A value that has no others in it. */
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
   * @param digits as it was written
   * @param whole whether it was written with neither fraction nor exponent
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
