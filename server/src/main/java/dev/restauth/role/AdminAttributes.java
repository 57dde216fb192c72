package dev.restauth.role;

import dev.restauth.json.JsonBounds;
import dev.restauth.json.JsonObject;
import dev.restauth.json.JsonReader;
import dev.restauth.json.JsonValue;
import dev.restauth.json.JsonWriter;
import dev.restauth.json.MalformedJson;
import dev.restauth.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Attributes that administrators give to accounts. Each account has one JSON object of attributes,
 * which the account's owner cannot change. The attributes listed in the setting {@code
 * attribute-claims} become token claims.
 */
final class AdminAttributes {
  /** The maximum size of the object, in bytes. */
  static final int BYTES_AT_MOST = 8 * 1024;

  private static final JsonReader READER = new JsonReader(new JsonBounds(10, 20, 64, 1_000));

  private AdminAttributes() {}

  /** Reads a stored object. Returns an empty object if nothing is stored. */
  static JsonObject read(Optional<String> stored) {
    return stored
        .map(text -> READER.read(text.getBytes(StandardCharsets.UTF_8)))
        .filter(JsonObject.class::isInstance)
        .map(JsonObject.class::cast)
        .orElse(new JsonObject(Map.of()));
  }

  /**
   * Parses attributes. Returns empty if the text is not a JSON object, is too large or cannot be
   * stored.
   */
  static Optional<JsonObject> parse(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > BYTES_AT_MOST) {
      return Optional.empty();
    }
    try {
      return READER.read(bytes) instanceof JsonObject object && isText(object)
          ? Optional.of(object)
          : Optional.empty();
    } catch (MalformedJson e) {
      return Optional.empty();
    }
  }

  /**
   * Returns whether all texts of the attributes can be stored. JSON texts may contain unpaired
   * surrogates, which cannot be stored.
   */
  static boolean isText(JsonObject attributes) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text(attributes));
  }

  private static String text(JsonObject attributes) {
    return JsonWriter.text(json -> attributes.members().forEach(json::member));
  }

  /** Stores the attributes of an account. */
  static void put(Transaction tx, long accountId, JsonObject attributes) {
    tx.sql()
        .change(
            "INSERT INTO admin_attributes (account_id, members, changed_at) VALUES (?, ?, ?)"
                + " ON CONFLICT (account_id) DO UPDATE SET members = excluded.members,"
                + " changed_at = excluded.changed_at",
            accountId,
            text(attributes),
            tx.now());
  }

  /** Removes the attributes of an account. */
  static void erase(Transaction tx, long accountId) {
    tx.sql().change("DELETE FROM admin_attributes WHERE account_id = ?", accountId);
  }

  /**
   * Returns the attributes with these names as claims. Only strings, whole numbers, booleans and
   * arrays of strings become claims; other values are left out.
   */
  static Map<String, Object> claims(JsonObject attributes, List<String> names) {
    Map<String, Object> claims = new LinkedHashMap<>();
    for (String name : names) {
      attributes
          .member(name)
          .flatMap(AdminAttributes::claim)
          .ifPresent(value -> claims.put(name, value));
    }
    return claims;
  }

  /** Returns a value in the form that Nimbus writes; empty if the value cannot become a claim. */
  static Optional<Object> claim(JsonValue value) {
    return switch (value) {
      case JsonValue.Text(String text) -> Optional.of(text);
      case JsonValue.Truth(boolean truth) -> Optional.of(truth);
      case JsonValue.Numeral(String digits, boolean whole) when whole && digits.length() < 19 ->
          Optional.of(Long.parseLong(digits));
      case JsonValue.Array(List<JsonValue> items)
          when items.stream().allMatch(JsonValue.Text.class::isInstance) ->
          Optional.of(items.stream().map(item -> ((JsonValue.Text) item).value()).toList());
      case JsonValue.Numeral _, JsonValue.Array _, JsonValue.Null _, JsonObject _ ->
          Optional.empty();
    };
  }

  /** Returns the size of the claims in a token, in bytes before base64. */
  static int size(JsonObject attributes, List<String> names) {
    return JsonWriter.text(
            json ->
                names.forEach(
                    name ->
                        attributes
                            .member(name)
                            .filter(value -> claim(value).isPresent())
                            .ifPresent(value -> json.member(name, value))))
        .getBytes(StandardCharsets.UTF_8)
        .length;
  }
}
