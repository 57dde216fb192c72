package dev.restauth.oauth.authorize;

import dev.restauth.json.JsonBounds;
import dev.restauth.json.JsonObject;
import dev.restauth.json.JsonReader;
import dev.restauth.json.JsonValue;
import dev.restauth.json.MalformedJson;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Parameters of a request object (RFC 9101) that determine how the client gets the answer. The
 * server supports no request objects, so it does not verify the object. It uses the parameters only
 * to send the error in the way that the client expects.
 *
 * @param responseMode the object's {@code response_mode}
 * @param state the object's {@code state}
 */
record RefusedRequestObject(Optional<String> responseMode, Optional<String> state) {
  private static final JsonReader READER = new JsonReader(JsonBounds.USUAL);

  /** Reads the parameter {@code request}. If it is malformed, both values are empty. */
  static RefusedRequestObject read(String request) {
    Optional<JsonObject> payload = payload(request);
    return new RefusedRequestObject(text(payload, "response_mode"), text(payload, "state"));
  }

  private static Optional<JsonObject> payload(String request) {
    String[] parts = request.split("\\.", -1);
    try {
      return parts.length < 2
              || !(READER.read(
                      new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8))
                  instanceof JsonObject object)
          ? Optional.empty()
          : Optional.of(object);
    } catch (MalformedJson | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> text(Optional<JsonObject> payload, String name) {
    return payload
        .flatMap(object -> object.member(name))
        .filter(JsonValue.Text.class::isInstance)
        .map(value -> ((JsonValue.Text) value).value())
        .filter(text -> text.length() <= RequestReader.STATE_AT_MOST);
  }
}
