package dev.restauth.password.format;

import dev.restauth.json.JsonBounds;
import dev.restauth.json.JsonObject;
import dev.restauth.json.JsonReader;
import dev.restauth.json.JsonValue;
import dev.restauth.json.MalformedJson;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Converts a password hash of a Keycloak realm export, whose parts are in two JSON texts. */
public final class KeycloakCredential {
  private static final int MAX_CHARACTERS = 4_096;
  private static final JsonReader READER = new JsonReader(JsonBounds.USUAL);

  private KeycloakCredential() {}

  /**
   * Converts both JSON texts into the text that {@link ForeignHash#parse} reads. Supports PBKDF2,
   * Argon2, and the usual extension for bcrypt.
   *
   * @param secretData JSON with {@code value} and {@code salt}
   * @param credentialData JSON with {@code algorithm}, {@code hashIterations} and further
   *     parameters
   * @return empty if a part is malformed, unsupported or out of bounds
   */
  public static Optional<String> text(String secretData, String credentialData) {
    Map<String, String> values = new HashMap<>();
    return read(secretData, values) && read(credentialData, values)
        ? assembled(values).filter(text -> ForeignHash.parse(text).isPresent())
        : Optional.empty();
  }

  /**
   * Collects the members of the object and of all objects in it. Stores the first value of each
   * name. If the value is an array, stores its first element.
   */
  private static boolean read(String text, Map<String, String> values) {
    if (text.length() > MAX_CHARACTERS) {
      return false;
    }
    try {
      if (!(READER.read(text) instanceof JsonObject object)) {
        return false;
      }
      gather("", object, values);
      return true;
    } catch (MalformedJson e) {
      return false;
    }
  }

  private static void gather(String name, JsonValue value, Map<String, String> values) {
    switch (value) {
      case JsonObject object ->
          object.members().forEach((each, member) -> gather(each, member, values));
      case JsonValue.Array(List<JsonValue> items) ->
          items.forEach(item -> gather(name, item, values));
      case JsonValue.Text(String text) -> values.putIfAbsent(name, text);
      case JsonValue.Numeral number -> values.putIfAbsent(name, number.digits());
      case JsonValue.Truth(boolean truth) -> values.putIfAbsent(name, Boolean.toString(truth));
      case JsonValue.Null() -> values.putIfAbsent(name, "null");
    }
  }

  private static Optional<String> assembled(Map<String, String> values) {
    String value = values.getOrDefault("value", "");
    String salt = unpadded(values.getOrDefault("salt", ""));
    String iterations = values.getOrDefault("hashIterations", "");
    return switch (values.getOrDefault("algorithm", "")) {
      case "pbkdf2" -> Optional.of(pbkdf2("sha1", iterations, salt, value));
      case "pbkdf2-sha256" -> Optional.of(pbkdf2("sha256", iterations, salt, value));
      case "pbkdf2-sha512" -> Optional.of(pbkdf2("sha512", iterations, salt, value));
      case "argon2" -> version(values).map(version -> argon2(version, values, salt, value));
      case "bcrypt" -> Optional.of(value);
      default -> Optional.empty();
    };
  }

  private static String pbkdf2(String function, String iterations, String salt, String value) {
    int length = Encoded.base64(value).map(bytes -> bytes.length).orElse(0);
    return "$pbkdf2-"
        + function
        + "$i="
        + iterations
        + ",l="
        + length
        + "$"
        + salt
        + "$"
        + unpadded(value);
  }

  private static Optional<Integer> version(Map<String, String> values) {
    return switch (values.getOrDefault("version", "")) {
      case "1.3" -> Optional.of(0x13);
      case "1.0" -> Optional.of(0x10);
      default -> Optional.empty();
    };
  }

  private static String argon2(int version, Map<String, String> values, String salt, String value) {
    return "$argon2"
        + values.getOrDefault("type", "")
        + "$v="
        + version
        + "$m="
        + values.getOrDefault("memory", "")
        + ",t="
        + values.getOrDefault("hashIterations", "")
        + ",p="
        + values.getOrDefault("parallelism", "")
        + "$"
        + salt
        + "$"
        + unpadded(value);
  }

  private static String unpadded(String base64) {
    return base64.replace("=", "");
  }
}
