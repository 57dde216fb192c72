package dev.restauth.client.helidon;

import dev.restauth.client.BearerField;
import dev.restauth.client.Refusal;
import dev.restauth.client.Requirement;
import dev.restauth.client.TokenVerifier;
import dev.restauth.client.Verdict;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.List;
import java.util.Optional;

/**
 * Accepts requests with a valid token, and adds the token to their context: {@code
 * request.context().get(VerifiedToken.class)}. Other requests get a 401 (RFC 6750). A token without
 * the scope or the role gets a 403. If the verifier cannot determine whether a token was revoked,
 * the request gets a 503. Thread-safe.
 */
public final class BearerTokenFilter implements Filter {
  private final TokenVerifier verifier;
  private final Requirement requirement;

  /**
   * Creates a filter that uses {@code verifier}, which the caller closes.
   *
   * @param scope the scope that a token must have, such as {@code api}; empty for any
   * @throws IllegalArgumentException if the text is not a single scope (RFC 6749, section 3.3)
   */
  public BearerTokenFilter(TokenVerifier verifier, String scope) {
    this(verifier, scope, "");
  }

  /**
   * Creates a filter that uses {@code verifier}, which the caller closes.
   *
   * @param scope the scope that a token must have, such as {@code api}; empty for any
   * @param role the role that a token must name, such as {@code editor}; empty for any
   * @throws IllegalArgumentException if one of them is not a single name (RFC 6749, section 3.3)
   */
  public BearerTokenFilter(TokenVerifier verifier, String scope, String role) {
    this.verifier = verifier;
    this.requirement = Requirement.of(scope, role);
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    List<String> fields = request.headers().all(HeaderNames.AUTHORIZATION, List::of);
    Optional<String> text =
        fields.size() == 1 ? BearerField.token(fields.get(0)) : Optional.empty();
    if (text.isEmpty()) {
      refuse(response, Refusal.withoutToken());
      return;
    }
    Verdict verdict = verifier.judge(text.get());
    Optional<Refusal> refusal = requirement.refusal(verdict);
    if (refusal.isPresent()) {
      refuse(response, refusal.get());
    } else if (verdict instanceof Verdict.Good good) {
      request.context().register(good.token());
      chain.proceed();
    }
  }

  private static void refuse(RoutingResponse response, Refusal refusal) {
    response
        .status(Status.create(refusal.status()))
        .header(HeaderNames.create(refusal.field()), refusal.value())
        .send();
  }
}
