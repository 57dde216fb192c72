package dev.restauth.password.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.restauth.crypto.Pbkdf2;
import dev.restauth.json.JsonBounds;
import dev.restauth.json.JsonReader;
import dev.restauth.json.JsonValue;
import dev.restauth.json.MalformedJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The "legacy" passwords of Logto: {@code ["sha256",["salt","@"],"hex"]}, in which {@code @} stands
 * for the password, and {@code ["pbkdf2",["salt","1000","32","sha256","@"],"hex"]}.
 */
final class LogtoFormat implements Format {
  private static final JsonReader READER = new JsonReader(JsonBounds.USUAL);
  private static final String PASSWORD = "@";
  private static final String HEX_SALT = "hex:";

  private record Legacy(String algorithm, List<String> arguments, String hash) {}

  @Override
  public Optional<ForeignHash> parse(String text) {
    return text.startsWith("[") ? read(text).flatMap(LogtoFormat::hash) : Optional.empty();
  }

  private static Optional<Legacy> read(String text) {
    try {
      return READER.read(text) instanceof JsonValue.Array(List<JsonValue> parts)
              && parts.size() == 3
              && parts.get(0) instanceof JsonValue.Text(String algorithm)
              && parts.get(1) instanceof JsonValue.Array(List<JsonValue> arguments)
              && parts.get(2) instanceof JsonValue.Text(String hash)
          ? texts(arguments).map(texts -> new Legacy(algorithm, texts, hash))
          : Optional.empty();
    } catch (MalformedJson e) {
      return Optional.empty();
    }
  }

  private static Optional<List<String>> texts(List<JsonValue> values) {
    List<String> texts = new ArrayList<>();
    for (JsonValue value : values) {
      if (!(value instanceof JsonValue.Text(String text))) {
        return Optional.empty();
      }
      texts.add(text);
    }
    return Optional.of(texts);
  }

  private static Optional<ForeignHash> hash(Legacy legacy) {
    return Encoded.hex(legacy.hash)
        .flatMap(
            hash ->
                legacy.algorithm.equals("pbkdf2")
                    ? pbkdf2(legacy.arguments, hash)
                    : digest(legacy, hash));
  }

  private static Optional<ForeignHash> digest(Legacy legacy, byte[] hash) {
    int at = legacy.arguments.indexOf(PASSWORD);
    if (at < 0 || at != legacy.arguments.lastIndexOf(PASSWORD)) {
      return Optional.empty();
    }
    byte[] before = String.join("", legacy.arguments.subList(0, at)).getBytes(UTF_8);
    byte[] after =
        String.join("", legacy.arguments.subList(at + 1, legacy.arguments.size())).getBytes(UTF_8);
    return HashFunction.find(legacy.algorithm)
        .flatMap(function -> new DigestRecipe(function, before, after).expecting(hash));
  }

  private static Optional<ForeignHash> pbkdf2(List<String> arguments, byte[] hash) {
    if (arguments.size() != 5
        || !arguments.get(1).matches("\\d{1,8}")
        || !arguments.get(2).equals(Integer.toString(hash.length))
        || !arguments.get(3).matches("sha(1|224|256|384|512)")
        || !arguments.get(4).equals(PASSWORD)) {
      return Optional.empty();
    }
    String given = arguments.get(0);
    Optional<byte[]> salt =
        given.startsWith(HEX_SALT)
            ? Encoded.hex(given.substring(HEX_SALT.length()))
            : Optional.of(given.getBytes(UTF_8));
    return salt.flatMap(
        bytes ->
            Pbkdf2Recipe.of(
                    Pbkdf2.valueOf(arguments.get(3).toUpperCase(Locale.ROOT)),
                    Long.parseLong(arguments.get(1)),
                    bytes,
                    hash.length)
                .flatMap(recipe -> ForeignHash.of(recipe, hash)));
  }
}
