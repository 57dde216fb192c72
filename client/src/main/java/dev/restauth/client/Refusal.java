package dev.restauth.client;

import java.util.Optional;

/**
 * How an API answers a request that it does not let in (RFC 6750 section 3), the same in all adapters.
 *
 * @param status of HTTP
 * @param field the name of the field that says more
 * @param value of that field
 */
public record Refusal(int status, String field, String value) {
  private static final String CHALLENGE = "WWW-Authenticate";

  /** For a request without a token. */
  public static Refusal withoutToken() {
    return new Refusal(401, CHALLENGE, "Bearer");
  }

  /**
   * For one with a token, or nothing where it may come in.
   *
   * @param scope what the token must be good for; empty for anything
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
