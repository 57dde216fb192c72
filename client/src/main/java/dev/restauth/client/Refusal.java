package dev.restauth.client;

import java.io.Serializable;
import java.util.Optional;

/**
 * The response of an API to a request that the API refuses (RFC 6750 section 3). All adapters send
 * the same response.
 *
 * @param status the HTTP status
 * @param field the name of the response header with details
 * @param value the value of that header
 */
public record Refusal(int status, String field, String value) implements Serializable {
  private static final String CHALLENGE = "WWW-Authenticate";
  private static final String INSUFFICIENT = "Bearer error=\"insufficient_scope\"";

  /** Returns the refusal of a request without a token. */
  public static Refusal withoutToken() {
    return new Refusal(401, CHALLENGE, "Bearer");
  }

  /**
   * Returns the refusal of a request with a token, or empty if the request is allowed. For a route
   * that requires a role, use a {@link Requirement}.
   *
   * @param scope the scope that the token must have; empty if no scope is required
   * @throws IllegalArgumentException if the scope is not a single scope (RFC 6749, section 3.3)
   */
  public static Optional<Refusal> of(Verdict verdict, String scope) {
    return Requirement.of(scope, "").refusal(verdict);
  }

  static Refusal badToken() {
    return new Refusal(401, CHALLENGE, "Bearer error=\"invalid_token\"");
  }

  static Refusal withoutScope(String scope) {
    return new Refusal(403, CHALLENGE, INSUFFICIENT + ", scope=\"" + scope + "\"");
  }

  /**
   * Returns the refusal of a token that lacks the required role. RFC 6750 has no error for roles. A
   * role must not be in the attribute {@code scope}, because it is not a scope.
   */
  static Refusal withoutRole() {
    return new Refusal(403, CHALLENGE, INSUFFICIENT);
  }

  /** Returns the refusal of an impersonation token. Another impersonation token would not help. */
  static Refusal withActor() {
    return withoutRole();
  }

  /** Returns the refusal of a token of a personal key. A new token of that key would not help. */
  static Refusal withKey() {
    return withoutRole();
  }

  /**
   * Returns the refusal of a token whose user was authenticated too weakly, or too long ago (RFC
   * 9470 section 3).
   */
  static Refusal withoutAuthentication(String acr, long maxAgeSeconds) {
    return new Refusal(
        401,
        CHALLENGE,
        "Bearer error=\"insufficient_user_authentication\", acr_values=\"%s\", max_age=\"%d\""
            .formatted(acr, maxAgeSeconds));
  }

  static Refusal unknown() {
    return new Refusal(503, "Retry-After", "3");
  }
}
