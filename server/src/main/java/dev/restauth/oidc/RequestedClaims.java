package dev.restauth.oidc;

import dev.restauth.json.JsonBounds;
import dev.restauth.json.JsonObject;
import dev.restauth.json.JsonReader;
import dev.restauth.json.MalformedJson;
import java.util.Optional;
import java.util.Set;

/**
 * The parameter {@code claims} of an authorization request (OpenID Connect Core section 5.5), as a
 * session stores it.
 */
final class RequestedClaims {
  private static final JsonReader READER = new JsonReader(JsonBounds.USUAL);

  private RequestedClaims() {}

  /**
   * Returns the names of the claims that the client requests from userinfo. Requested values are
   * not compared: the server may return a claim that does not match (section 5.5.1), and the client
   * must check the claim.
   */
  static Set<String> ofUserinfo(Optional<String> stored) {
    return stored
        .flatMap(RequestedClaims::read)
        .flatMap(claims -> claims.member("userinfo"))
        .map(wanted -> wanted instanceof JsonObject object ? object.names() : Set.<String>of())
        .orElseGet(Set::of);
  }

  private static Optional<JsonObject> read(String stored) {
    try {
      return READER.read(stored) instanceof JsonObject claims
          ? Optional.of(claims)
          : Optional.empty();
    } catch (MalformedJson e) {
      return Optional.empty();
    }
  }
}
