package dev.restauth.oauth.client;

import dev.restauth.json.JsonObject;
import dev.restauth.json.JsonValue;
import java.util.List;
import java.util.Optional;

/**
 * Typed access to the members of a client's metadata.
 *
 * @param object the object; a member that is null counts as missing
 */
record MetadataMembers(JsonObject object) {
  /** The maximum number of items in an array. */
  static final int ITEMS_AT_MOST = 50;

  private Optional<JsonValue> member(String name) {
    return object.member(name).filter(value -> !(value instanceof JsonValue.Null));
  }

  /** Returns a member that is a string. */
  Optional<String> text(String name) {
    return member(name)
        .map(
            value -> {
              if (value instanceof JsonValue.Text(String text)) {
                return text;
              }
              throw new InvalidMetadata(name, "must be a string");
            });
  }

  /** Returns a member that is {@code true} or {@code false}. */
  Optional<Boolean> flag(String name) {
    return member(name)
        .map(
            value -> {
              if (value instanceof JsonValue.Truth(boolean truth)) {
                return truth;
              }
              throw new InvalidMetadata(name, "must be true or false");
            });
  }

  /** Returns a member that is an object. */
  Optional<JsonObject> object(String name) {
    return member(name)
        .map(
            value -> {
              if (value instanceof JsonObject inner) {
                return inner;
              }
              throw new InvalidMetadata(name, "must be an object");
            });
  }

  /** Returns a member that is an array of strings without repetitions. */
  Optional<List<String>> texts(String name) {
    return member(name)
        .map(
            value -> {
              if (value instanceof JsonValue.Array(List<JsonValue> items)
                  && items.stream().allMatch(JsonValue.Text.class::isInstance)) {
                return texts(name, items);
              }
              throw new InvalidMetadata(name, "must be an array of strings");
            });
  }

  private static List<String> texts(String name, List<JsonValue> items) {
    List<String> texts =
        items.stream().map(item -> ((JsonValue.Text) item).value()).distinct().toList();
    if (texts.size() > ITEMS_AT_MOST) {
      throw new InvalidMetadata(name, "may have at most " + ITEMS_AT_MOST + " items");
    }
    return texts;
  }
}
