package dev.restauth.client.servlet;

import dev.restauth.client.BearerField;
import dev.restauth.client.Refusal;
import dev.restauth.client.Requirement;
import dev.restauth.client.TokenVerifier;
import dev.restauth.client.Verdict;
import dev.restauth.client.VerifiedToken;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Accepts requests with a valid token. The user principal is the account's id, and {@link #token}
 * returns the token. Other requests get a 401 (RFC 6750). A token without the scope or the role
 * gets a 403. If the verifier cannot determine whether a token was revoked, the request gets a 503.
 *
 * <p>{@code isUserInRole} is true for a role that the token names, and for a scope that the token
 * has, because a container supports only one kind of name. Do not give a role the name of a scope.
 * If the difference matters, use {@link VerifiedToken#hasRole} or {@link VerifiedToken#hasScope}.
 * Thread-safe.
 */
public final class BearerTokenFilter extends HttpFilter {
  private static final long serialVersionUID = 1;
  private static final String ATTRIBUTE = VerifiedToken.class.getName();

  private final transient TokenVerifier verifier;
  private final transient Requirement requirement;

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

  /** Returns the token of a request that this filter has admitted. */
  public static Optional<VerifiedToken> token(ServletRequest request) {
    return Optional.ofNullable((VerifiedToken) request.getAttribute(ATTRIBUTE));
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    List<String> fields = Collections.list(request.getHeaders("Authorization"));
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
      request.setAttribute(ATTRIBUTE, good.token());
      chain.doFilter(new Authenticated(request, response, good.token()), response);
    }
  }

  private static void refuse(HttpServletResponse response, Refusal refusal) {
    response.setStatus(refusal.status());
    response.setHeader(refusal.field(), refusal.value());
  }

  private static final class Authenticated extends HttpServletRequestWrapper {
    private final HttpServletResponse response;
    private final VerifiedToken token;

    Authenticated(HttpServletRequest request, HttpServletResponse response, VerifiedToken token) {
      super(request);
      this.response = response;
      this.token = token;
    }

    /**
     * Passes this wrapped request on. Otherwise the dispatch would get the container's request,
     * without the user.
     */
    @Override
    public AsyncContext startAsync() {
      return startAsync(this, response);
    }

    @Override
    public Principal getUserPrincipal() {
      return token::subject;
    }

    @Override
    public String getRemoteUser() {
      return token.subject();
    }

    @Override
    public String getAuthType() {
      return "Bearer";
    }

    @Override
    public boolean isUserInRole(String role) {
      return token.hasRole(role) || token.hasScope(role);
    }
  }
}
