package dev.restauth.json;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An object of JSON (RFC 8259, section 4). Immutable.
 *
 * @param members by name, in the order in which they were written
 */
public record JsonObject(Map<String, JsonValue> members) implements JsonValue {
  /** Copies the map. */
  public JsonObject {
    members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
  }

  /** A member, if there is one of this name. */
  public Optional<JsonValue> member(String name) {
    return Optional.ofNullable(members.get(name));
  }

  /** The names of all members. */
  public Set<String> names() {
    return members.keySet();
  }

  /** The names alone. */
  @Override
  public String toString() {
    return "JsonObject" + names();
  }
}
