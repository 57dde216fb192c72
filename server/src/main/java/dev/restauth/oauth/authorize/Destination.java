package dev.restauth.oauth.authorize;

import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The destination of the answer to an authorization request. Immutable.
 *
 * @param redirectUri the redirect URI, which is registered for the client; "" if a client without a
 *     browser sent none
 * @param given whether the request contained the redirect URI
 * @param state the parameter {@code state}, which is returned unchanged
 */
record Destination(String redirectUri, boolean given, ResponseMode mode, Optional<String> state) {
  /**
   * Returns the answer with a code (RFC 6749 section 4.1.2) and the issuer (RFC 9207 section 2).
   */
  Answer code(Call call, String code, String issuer) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("code", code);
    return send(call, parameters, issuer);
  }

  /**
   * Returns the answer with an error (RFC 6749 section 4.1.2.1) and the issuer (RFC 9207 section
   * 2).
   */
  Answer error(Call call, AuthorizationError error, String description, String issuer) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("error", error.code());
    parameters.put("error_description", description);
    return send(call, parameters, issuer);
  }

  private Answer send(Call call, Map<String, String> parameters, String issuer) {
    state.ifPresent(value -> parameters.put("state", value));
    parameters.put("iss", issuer);
    return mode.send(call, redirectUri, parameters);
  }

  /** Returns a text without the state. */
  @Override
  public String toString() {
    return "Destination[redirectUri=" + redirectUri + "]";
  }
}
