package dev.restauth.oauth.authorize;

import dev.restauth.assurance.Acr;
import dev.restauth.json.JsonBounds;
import dev.restauth.json.JsonObject;
import dev.restauth.json.JsonReader;
import dev.restauth.json.JsonValue;
import dev.restauth.json.JsonWriter;
import dev.restauth.json.MalformedJson;
import dev.restauth.oauth.client.Client;
import dev.restauth.role.ClientScopes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The parameter {@code claims} (OpenID Connect Core section 5.5). Immutable.
 *
 * @param text the members {@code userinfo} and {@code id_token}, as JSON in ASCII. Claims that are
 *     requested in an unknown form are left out
 */
record ClaimsParameter(String text) {
  /** The maximum size, in bytes of UTF-8. */
  static final int BYTES_AT_MOST = 2_048;

  private static final int LEVELS = 5;
  private static final int VALUES = 200;
  private static final int NAME_LENGTH = 128;
  private static final JsonReader READER =
      new JsonReader(new JsonBounds(LEVELS, 20, NAME_LENGTH, VALUES));
  private static final String USERINFO = "userinfo";
  private static final String ID_TOKEN = "id_token";
  private static final List<String> PARTS = List.of(USERINFO, ID_TOKEN);

  /**
   * Reads the parameter. Leaves out claims of userinfo that belong to a scope for which the client
   * is not registered.
   *
   * @throws RefusedRequestException if the parameter is too large, or not a valid object
   */
  static ClaimsParameter read(String parameter, Client client) {
    if (parameter.getBytes(StandardCharsets.UTF_8).length > BYTES_AT_MOST) {
      throw AuthorizationError.INVALID_REQUEST.because(
          "The parameter claims has more than " + BYTES_AT_MOST + " bytes.");
    }
    try {
      if (READER.read(parameter) instanceof JsonObject claims) {
        return new ClaimsParameter(JsonWriter.ascii(json -> normalize(claims, client, json)));
      }
    } catch (MalformedJson e) {
      // the request is refused below
    }
    throw AuthorizationError.INVALID_REQUEST.because(
        "The parameter claims is not a JSON object of at most "
            + VALUES
            + " values, each name at most once.");
  }

  private static void normalize(JsonObject claims, Client client, JsonWriter json) {
    for (String part : PARTS) {
      if (claims.member(part).orElse(new JsonValue.Null()) instanceof JsonObject wanted) {
        json.object(
            part,
            members ->
                wanted
                    .members()
                    .forEach(
                        (name, how) -> {
                          if (part.equals(ID_TOKEN)
                              || RequestedScopes.isAllowed(scopeOf(name), client)) {
                            add(members, name, how);
                          }
                        }));
      }
    }
  }

  /**
   * Adds a requested claim. Its value is null or an object. Members of the object that the server
   * does not support are ignored.
   */
  private static void add(JsonWriter json, String name, JsonValue how) {
    if (how instanceof JsonValue.Null) {
      json.nullValue(name);
    } else if (how instanceof JsonObject details) {
      json.object(
          name,
          members ->
              Stream.of("essential", "value", "values")
                  .forEach(
                      each ->
                          details.member(each).ifPresent(value -> members.member(each, value))));
    }
  }

  /**
   * Returns the scopes that would give access to the claims requested from userinfo (section 5.4).
   * A single claim may reveal as much as its whole scope, so the user must have consented to the
   * scope. A claim that belongs to no other scope counts as part of the profile: asking the user
   * too often is safe.
   */
  Set<String> scopes() {
    return object(object(Optional.of(READER.read(text))).flatMap(all -> all.member(USERINFO)))
        .map(JsonObject::names)
        .orElse(Set.of())
        .stream()
        .map(ClaimsParameter::scopeOf)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static String scopeOf(String claim) {
    return switch (claim) {
      case "sub" -> ClientScopes.OPENID;
      case "email", "email_verified" -> "email";
      case "address" -> "address";
      case "phone_number", "phone_number_verified" -> "phone";
      default -> "profile";
    };
  }

  /**
   * Returns the subject that must log in, which is the value of the ID token's claim {@code sub}
   * (section 5.5.1).
   */
  Optional<String> subject() {
    return idToken("sub").flatMap(sub -> sub.member("value")).map(ClaimsParameter::textOf);
  }

  /** Returns whether the ID token's claim {@code acr} is essential (section 5.5.1.1). */
  boolean isAcrEssential() {
    return idToken("acr")
        .flatMap(acr -> acr.member("essential"))
        .filter(new JsonValue.Truth(true)::equals)
        .isPresent();
  }

  /**
   * Returns the values that the client requests for the ID token's claim {@code acr}, including
   * unknown values.
   */
  List<String> acrValues() {
    Optional<JsonObject> acr = idToken("acr");
    Stream<JsonValue> one = acr.flatMap(wanted -> wanted.member("value")).stream();
    Stream<JsonValue> several =
        acr.flatMap(wanted -> wanted.member("values")).stream()
            .flatMap(
                values ->
                    values instanceof JsonValue.Array(List<JsonValue> items)
                        ? items.stream()
                        : Stream.empty());
    return Stream.concat(one, several).map(ClaimsParameter::textOf).toList();
  }

  private Optional<JsonObject> idToken(String claim) {
    return object(Optional.of(READER.read(text)))
        .flatMap(all -> object(all.member(ID_TOKEN)))
        .flatMap(wanted -> object(wanted.member(claim)));
  }

  private static Optional<JsonObject> object(Optional<JsonValue> value) {
    return value.flatMap(
        found -> found instanceof JsonObject object ? Optional.of(object) : Optional.empty());
  }

  /**
   * Returns the text of a string. For any other value, returns an empty text, which is never the id
   * of an account.
   */
  private static String textOf(JsonValue value) {
    return value instanceof JsonValue.Text(String text) ? text : "";
  }

  /** Returns the weakest of the known classes among these values; empty if no value is known. */
  static Optional<Acr> weakest(Stream<String> values) {
    return values.flatMap(each -> Acr.of(each).stream()).sorted().findFirst();
  }
}
