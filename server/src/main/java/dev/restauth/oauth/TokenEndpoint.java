package dev.restauth.oauth;

import dev.restauth.event.Network;
import dev.restauth.http.Form;
import dev.restauth.oauth.Grant.Outcome;
import dev.restauth.session.LiveSession;
import dev.restauth.token.TokenIssuer;
import dev.restauth.token.TokenIssuer.IssuedToken;
import dev.restauth.token.TokenProfile;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The token endpoint (RFC 6749 section 3.2): the steps that all grants share, in order.
 * Thread-safe.
 */
final class TokenEndpoint {
  private static final Set<String> SCOPES = Set.of(TokenProfile.SCOPE);

  private final List<Grant> grants;
  private final TokenIssuer issuer;

  /** Creates an endpoint with these grants. */
  TokenEndpoint(List<Grant> grants, TokenIssuer issuer) {
    this.grants = List.copyOf(grants);
    this.issuer = issuer;
  }

  /**
   * The tokens that a client receives (RFC 6749 section 5.1).
   *
   * @param scope the scope of the access token
   */
  record Issued(IssuedToken accessToken, Optional<String> refreshToken, Set<String> scope) {
    /** Leaves out the tokens. */
    @Override
    public String toString() {
      return "Issued[scope=" + scope + "]";
    }
  }

  /** Returns the supported values of {@code grant_type}. */
  List<String> grantTypes() {
    return grants.stream().map(Grant::type).toList();
  }

  /**
   * Answers a request. A presented credential is used up only if tokens are issued.
   *
   * @param sent the form; empty if the body was no form
   * @param authorization whether an Authorization header was sent
   * @param from the network of the client
   */
  Issued issue(Optional<Form> sent, boolean authorization, Network from) {
    OauthForm form = OauthForm.read(sent);
    String clientId = form.clientId(authorization);
    Grant grant = grant(form);
    Map<String, String> parameters = parameters(form, grant);
    Set<String> scope = scope(form);
    issuer.requirePermission();
    return switch (grant.redeem(new Grant.Request(clientId, parameters, scope, from))) {
      case Outcome.Granted(LiveSession session, Optional<String> refreshToken) ->
          new Issued(issuer.issue(session), refreshToken, scope);
      case Outcome.Refused(String why) -> throw OauthError.INVALID_GRANT.because(why);
    };
  }

  private Grant grant(OauthForm form) {
    String type = form.required("grant_type");
    return grants.stream()
        .filter(grant -> grant.type().equals(type))
        .findFirst()
        .orElseThrow(
            () ->
                OauthError.UNSUPPORTED_GRANT_TYPE.because(
                    "This grant type is not supported. Supported: "
                        + String.join(", ", grantTypes())
                        + "."));
  }

  private static Map<String, String> parameters(OauthForm form, Grant grant) {
    return grant.parameters().stream()
        .collect(Collectors.toMap(Function.identity(), form::required));
  }

  /** Checks the scope before the grant, so that nothing is used up in vain. */
  private static Set<String> scope(OauthForm form) {
    // Split at each space: two spaces in a row, or one at an end, leave an empty name, which is no
    // scope.
    Set<String> asked =
        form.parameter("scope")
            .map(scope -> Set.copyOf(List.of(scope.split(" ", -1))))
            .orElse(SCOPES);
    if (!SCOPES.containsAll(asked)) {
      throw OauthError.INVALID_SCOPE.because(
          "The requested scope exceeds the granted one: " + String.join(" ", SCOPES) + ".");
    }
    return asked;
  }
}
