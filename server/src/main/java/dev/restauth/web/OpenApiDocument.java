package dev.restauth.web;

import dev.restauth.json.JsonBounds;
import dev.restauth.json.JsonObject;
import dev.restauth.json.JsonReader;
import dev.restauth.json.JsonValue;
import dev.restauth.json.JsonWriter;
import dev.restauth.version.Version;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedSet;

/**
 * The OpenAPI document, assembled from one part for each feature. The JSON objects of the parts are
 * merged, so that two features can describe the same path.
 */
final class OpenApiDocument {
  private static final JsonReader READER = new JsonReader(JsonBounds.USUAL);

  private OpenApiDocument() {}

  /**
   * Merges all parts.
   *
   * @param parts the locations of the parts on the class path. The first part contains the
   *     definitions to which the other parts refer
   * @throws IllegalStateException if a part is missing, or two parts have different values for the
   *     same key
   */
  static String of(SequencedSet<String> parts) {
    JsonValue whole = new JsonObject(Map.of());
    for (String part : parts) {
      whole = merged(whole, read(part), part);
    }
    JsonValue version = new JsonValue.Text(Version.OURS.number());
    JsonValue info = new JsonObject(Map.of("version", version));
    return JsonWriter.pretty(merged(whole, new JsonObject(Map.of("info", info)), "the version"));
  }

  private static JsonValue read(String part) {
    try (InputStream stream = OpenApiDocument.class.getResourceAsStream(part)) {
      if (stream == null) {
        throw new IllegalStateException(part + " is missing from the program");
      }
      return READER.read(stream.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonValue merged(JsonValue one, JsonValue other, String where) {
    if (one instanceof JsonObject(var members) && other instanceof JsonObject(var more)) {
      Map<String, JsonValue> all = new LinkedHashMap<>(members);
      more.forEach(
          (name, value) -> all.merge(name, value, (a, b) -> merged(a, b, where + " " + name)));
      return new JsonObject(all);
    }
    if (!one.equals(other)) {
      throw new IllegalStateException(where + " already has another value");
    }
    return one;
  }
}
