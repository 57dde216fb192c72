package dev.restauth.oauth;

import dev.restauth.event.Network;
import dev.restauth.http.Form;
import dev.restauth.oauth.Grant.Outcome;
import dev.restauth.role.Names;
import dev.restauth.role.RoleFeature;
import dev.restauth.session.LiveSession;
import dev.restauth.token.TokenIssuer;
import dev.restauth.token.TokenIssuer.IssuedToken;
import dev.restauth.token.TokenIssuer.NoScopeException;
import dev.restauth.token.TokenIssuer.NotMemberException;
import dev.restauth.token.TokenIssuer.Restrictions;
import dev.restauth.token.TokenIssuer.TooManyScopesException;
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
   */
  record Issued(IssuedToken accessToken, Optional<String> refreshToken) {
    /** Returns a text without the tokens. */
    @Override
    public String toString() {
      return "Issued[scope=" + accessToken.scope() + "]";
    }
  }

  /** Returns the supported values of {@code grant_type}. */
  List<String> grantTypes() {
    return grants.stream().map(Grant::type).toList();
  }

  /**
   * Answers a request. A presented credential is used up only if tokens are issued.
   *
   * @param sent the form; empty if the body was not a form
   * @param authorization whether an Authorization header was sent
   * @param from the network of the client
   */
  Issued issue(Optional<Form> sent, boolean authorization, Network from) {
    OauthForm form = OauthForm.read(sent);
    String clientId = form.clientId(authorization);
    Grant grant = grant(form);
    Map<String, String> parameters = parameters(form, grant);
    Optional<Set<String>> scope = scope(form);
    issuer.requirePermission();
    return switch (grant.redeem(new Grant.Request(clientId, parameters, scope, from))) {
      case Outcome.Granted(LiveSession session, Optional<String> refreshToken) ->
          new Issued(issue(session, scope), refreshToken);
      case Outcome.Refused(OauthError error, String why) -> throw error.because(why);
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

  /**
   * Reads the scope and checks its syntax. This comes before the grant, so that no credential is
   * used up in vain.
   */
  private static Optional<Set<String>> scope(OauthForm form) {
    return form.parameter("scope").map(TokenEndpoint::names);
  }

  private static Set<String> names(String scope) {
    return (scope.length() <= RoleFeature.CLAIM_BYTES
            ? Names.parse(scope)
            : Optional.<Set<String>>empty())
        .orElseThrow(
            () ->
                OauthError.INVALID_SCOPE.because(
                    "A scope is a list of names separated by single spaces, and "
                        + Names.RULE
                        + "."));
  }

  /**
   * Issues an access token. It may have fewer scopes than the refresh token, which keeps its own
   * (RFC 6749 section 6).
   */
  private IssuedToken issue(LiveSession session, Optional<Set<String>> scope) {
    try {
      return issuer.issue(session, new Restrictions(scope, Optional.empty()));
    } catch (NoScopeException e) {
      throw OauthError.INVALID_SCOPE.because(
          "The account holds none of the scopes that were asked for, or that were granted.");
    } catch (NotMemberException e) {
      throw OauthError.INVALID_GRANT.because(
          "The log-in was for an organisation that the account is not a member of any more. Log in"
              + " again.");
    } catch (TooManyScopesException e) {
      throw OauthError.INVALID_SCOPE.because(
          "The scopes of the account and of its role in the organisation do not fit into one token:"
              + " ask for fewer.");
    }
  }
}
