package dev.restauth.json;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A JSON object (RFC 8259, section 4). Immutable.
 *
 * @param members the values by name, in the order of the text
 */
public record JsonObject(Map<String, JsonValue> members) implements JsonValue {
  /** Copies the map. */
  public JsonObject {
    members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
  }

  /** Returns the value of the member with this name; empty if the object has no such member. */
  public Optional<JsonValue> member(String name) {
    return Optional.ofNullable(members.get(name));
  }

  /** Returns the names of all members. */
  public Set<String> names() {
    return members.keySet();
  }

  /** Returns a text with only the names, because the values may be secret. */
  @Override
  public String toString() {
    return "JsonObject" + names();
  }
}
