package dev.restauth.oauth.client;

import dev.restauth.json.JsonBounds;
import dev.restauth.json.JsonObject;
import dev.restauth.json.JsonReader;
import dev.restauth.json.MalformedJson;
import java.util.Optional;

/**
 * Reads the value of a flag that is JSON. This is a separate class, so that {@code --help} does not
 * load classes that read JSON.
 */
final class MetadataFlag {
  private MetadataFlag() {}

  /** Returns the object; empty if the text is not a JSON object. */
  static Optional<JsonObject> read(String text) {
    try {
      return new JsonReader(JsonBounds.USUAL).read(text) instanceof JsonObject object
          ? Optional.of(object)
          : Optional.empty();
    } catch (MalformedJson e) {
      return Optional.empty();
    }
  }
}
