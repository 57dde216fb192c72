package dev.restauth.profile;

import dev.restauth.json.JsonObject;
import dev.restauth.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** JSON Merge Patch (RFC 7396). */
public final class MergePatch {
  private MergePatch() {}

  /**
   * Applies a patch to an object.
   *
   * @param target the object; empty if there is none yet
   */
  public static JsonObject merge(Optional<JsonValue> target, JsonObject patch) {
    Map<String, JsonValue> merged = new LinkedHashMap<>();
    if (target.isPresent() && target.get() instanceof JsonObject before) {
      merged.putAll(before.members());
    }
    patch
        .members()
        .forEach(
            (name, value) -> {
              switch (value) {
                case JsonValue.Null() -> merged.remove(name);
                case JsonObject object ->
                    merged.put(name, merge(Optional.ofNullable(merged.get(name)), object));
                case JsonValue.Scalar _, JsonValue.Array _ -> merged.put(name, value);
              }
            });
    return new JsonObject(merged);
  }
}
