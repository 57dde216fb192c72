package dev.restauth.passkey;

import dev.restauth.json.JsonBounds;
import dev.restauth.json.JsonObject;
import dev.restauth.json.JsonReader;
import dev.restauth.json.JsonValue;
import dev.restauth.json.MalformedJson;
import java.util.Optional;

/**
 * Client data: the browser's information about the page (WebAuthn Level 3, section 5.8.1). Contains
 * only the part that this server checks without the library.
 *
 * @param origin the origin, exactly as the browser sent it
 */
record ClientData(String origin) {
  private static final JsonReader READER = new JsonReader(new JsonBounds(8, 100, 256, 64));

  /**
   * Parses {@code clientDataJSON}. Returns empty if the data is malformed, or if the page was in a
   * frame on a page of another origin: such frames allow clickjacking.
   */
  static Optional<ClientData> read(byte[] json) {
    try {
      return READER.read(json) instanceof JsonObject data
              && data.member("crossOrigin").filter(ClientData::isNotFalse).isEmpty()
              && data.member("topOrigin").isEmpty()
              && data.member("origin").orElse(new JsonValue.Null())
                  instanceof JsonValue.Text(String origin)
          ? Optional.of(new ClientData(origin))
          : Optional.empty();
    } catch (MalformedJson e) {
      return Optional.empty();
    }
  }

  private static boolean isNotFalse(JsonValue value) {
    return !(value instanceof JsonValue.Truth(boolean truth)) || truth;
  }
}
