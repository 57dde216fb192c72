package dev.restauth.client;

import java.util.Optional;

/**
 * The response of an API to a request that it refuses (RFC 6750 section 3), the same in all adapters.
 *
 * @param status the HTTP status
 * @param field the name of the response header with details
 * @param value the value of that header
 */
public record Refusal(int status, String field, String value) {
  private static final String CHALLENGE = "WWW-Authenticate";

  /** Returns the refusal of a request without a token. */
  public static Refusal withoutToken() {
    return new Refusal(401, CHALLENGE, "Bearer");
  }

  /**
   * Returns the refusal of a request with a token; empty if the request is allowed.
   *
   * @param scope the scope that the token must have; empty for any
   */
  public static Optional<Refusal> of(Verdict verdict, String scope) {
    if (verdict instanceof Verdict.Good good) {
      return scope.isEmpty() || good.token().hasScope(scope)
          ? Optional.empty()
          : Optional.of(
              new Refusal(
                  403, CHALLENGE, "Bearer error=\"insufficient_scope\", scope=\"" + scope + "\""));
    }
    return Optional.of(
        verdict instanceof Verdict.Bad
            ? new Refusal(401, CHALLENGE, "Bearer error=\"invalid_token\"")
            : new Refusal(503, "Retry-After", "3"));
  }
}
