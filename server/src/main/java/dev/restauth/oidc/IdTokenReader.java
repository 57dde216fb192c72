package dev.restauth.oidc;

import dev.restauth.json.JsonObject;
import dev.restauth.json.JsonValue;
import dev.restauth.token.IdTokenKeys;
import dev.restauth.token.TokenProfile;
import java.util.Optional;

/**
 * Reads ID tokens that clients send back, in the parameter {@code id_token_hint}, to identify a
 * user or a session. An expired ID token is accepted too (OpenID Connect RP-Initiated Logout
 * section 4), as long as its key exists. Thread-safe.
 */
public final class IdTokenReader {
  private final IdTokenKeys keys;
  private final TokenProfile profile;

  IdTokenReader(IdTokenKeys keys, TokenProfile profile) {
    this.keys = keys;
    this.profile = profile;
  }

  /**
   * The account, client and session that an ID token names.
   *
   * @param clientId the client to which the ID token was issued
   * @param sessionId the client's session
   */
  public record Hint(long accountId, String clientId, String sessionId) {}

  /** Reads a hint; empty if it is not an ID token of this server, or if its key was removed. */
  public Optional<Hint> read(String idToken) {
    return keys.verified(idToken)
        .filter(claims -> text(claims, "iss").filter(profile.issuer()::equals).isPresent())
        .flatMap(IdTokenReader::hint);
  }

  /** Returns the account of a hint; empty if the hint is not valid. */
  public Optional<Long> account(String idToken) {
    return read(idToken).map(Hint::accountId);
  }

  private static Optional<Hint> hint(JsonObject claims) {
    try {
      return text(claims, "sub")
          .flatMap(
              sub ->
                  text(claims, "aud")
                      .flatMap(
                          aud ->
                              text(claims, "sid")
                                  .map(sid -> new Hint(Long.parseLong(sub), aud, sid))));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> text(JsonObject claims, String name) {
    return claims.member(name).orElse(new JsonValue.Null()) instanceof JsonValue.Text(String text)
        ? Optional.of(text)
        : Optional.empty();
  }
}
