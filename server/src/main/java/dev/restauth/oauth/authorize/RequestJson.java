package dev.restauth.oauth.authorize;

import dev.restauth.assurance.Acr;
import dev.restauth.json.JsonBounds;
import dev.restauth.json.JsonObject;
import dev.restauth.json.JsonReader;
import dev.restauth.json.JsonValue;
import dev.restauth.json.JsonWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The JSON form of authorization requests. Only this server reads it, because it is sealed. The
 * names of its members are short, because URLs contain the sealed text.
 */
final class RequestJson {
  private static final JsonReader READER = new JsonReader(JsonBounds.USUAL);

  private RequestJson() {}

  static String text(AuthorizationRequest request) {
    return JsonWriter.text(json -> write(json, request));
  }

  static void write(JsonWriter json, AuthorizationRequest request) {
    Destination answer = request.answer();
    json.text("c", request.clientId()).number("w", request.generation());
    json.text("u", answer.redirectUri()).flag("g", answer.given());
    json.text("m", answer.mode().name()).texts("o", List.copyOf(request.scope()));
    text(json, "s", answer.state());
    text(json, "n", request.nonce());
    text(json, "k", request.codeChallenge());
    texts(json, "p", sorted(request.prompts().stream().map(Prompt::text).toList()));
    request.maxAge().ifPresent(age -> json.number("a", age.toSeconds()));
    texts(json, "v", request.acrValues());
    text(json, "e", request.essentialAcr().map(Acr::text));
    text(json, "q", request.claims().map(ClaimsParameter::text));
    text(json, "l", request.loginHint());
    text(json, "i", request.uiLocale());
    request.hintedAccount().ifPresent(account -> json.number("h", account));
    texts(json, "d", request.resources());
    text(json, "x", request.pushed());
  }

  private static List<String> sorted(java.util.Collection<String> texts) {
    return texts.stream().sorted().toList();
  }

  private static void text(JsonWriter json, String name, Optional<String> value) {
    value.ifPresent(text -> json.text(name, text));
  }

  private static void texts(JsonWriter json, String name, List<String> values) {
    if (!values.isEmpty()) {
      json.texts(name, values);
    }
  }

  /**
   * Parses a text that this class has written.
   *
   * @throws IllegalArgumentException if another version of the server wrote the text in another
   *     format
   */
  static JsonObject object(String text) {
    if (READER.read(text) instanceof JsonObject object) {
      return object;
    }
    throw new IllegalArgumentException("not an object");
  }

  static AuthorizationRequest request(JsonObject json) {
    Destination answer =
        new Destination(
            required(json, "u"),
            json.member("g").filter(new JsonValue.Truth(true)::equals).isPresent(),
            ResponseMode.named(required(json, "m")).orElseThrow(RequestJson::unknown),
            text(json, "s"));
    return new AuthorizationRequest(
        required(json, "c"),
        number(json, "w").orElseThrow(RequestJson::unknown),
        answer,
        new LinkedHashSet<>(texts(json, "o")),
        text(json, "n"),
        text(json, "k"),
        prompts(texts(json, "p")),
        number(json, "a").map(Duration::ofSeconds),
        texts(json, "v"),
        text(json, "e").map(acr -> Acr.of(acr).orElseThrow(RequestJson::unknown)),
        text(json, "q").map(ClaimsParameter::new),
        text(json, "l"),
        text(json, "i"),
        number(json, "h"),
        texts(json, "d"),
        text(json, "x"));
  }

  private static Set<Prompt> prompts(List<String> texts) {
    return Arrays.stream(Prompt.values())
        .filter(prompt -> texts.contains(prompt.text()))
        .collect(Collectors.toSet());
  }

  /** Returns a member that is a string; empty if it is missing. */
  static Optional<String> text(JsonObject json, String name) {
    return json.member(name)
        .map(value -> value instanceof JsonValue.Text(String text) ? text : fail());
  }

  /** Returns a member that is a string. */
  static String required(JsonObject json, String name) {
    return text(json, name).orElseThrow(RequestJson::unknown);
  }

  /** Returns a member that is a whole number; empty if it is missing. */
  static Optional<Long> number(JsonObject json, String name) {
    return json.member(name)
        .map(
            value ->
                value instanceof JsonValue.Numeral(String digits, boolean _)
                    ? Long.valueOf(digits)
                    : Long.valueOf(fail()));
  }

  private static List<String> texts(JsonObject json, String name) {
    return json.member(name)
        .map(
            value ->
                value instanceof JsonValue.Array(List<JsonValue> items)
                    ? items.stream()
                        .map(item -> item instanceof JsonValue.Text(String text) ? text : fail())
                        .toList()
                    : List.of(fail()))
        .orElse(List.of());
  }

  private static String fail() {
    throw unknown();
  }

  private static IllegalArgumentException unknown() {
    return new IllegalArgumentException("not a request of this version");
  }
}
