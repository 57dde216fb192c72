package dev.restauth.oauth;

import dev.restauth.event.Network;
import dev.restauth.oauth.Grant.Outcome;
import dev.restauth.oauth.client.Client;
import dev.restauth.role.Names;
import dev.restauth.role.RoleFeature;
import dev.restauth.session.Sessions.Sender;
import dev.restauth.token.TokenIssuer;
import dev.restauth.token.TokenIssuer.IssuedToken;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The token endpoint (RFC 6749 section 3.2): the steps that all grants have in common, in order.
 * Thread-safe.
 */
final class TokenEndpoint {
  private final List<Grant> grants;
  private final TokenIssuer issuer;
  private final IssuedTokens tokens;

  TokenEndpoint(List<Grant> grants, TokenIssuer issuer, IssuedTokens tokens) {
    this.grants = List.copyOf(grants);
    this.issuer = issuer;
    this.tokens = tokens;
  }

  /** The tokens that a client receives (RFC 6749 section 5.1). */
  record Issued(IssuedToken accessToken, Optional<String> refreshToken, Optional<String> idToken) {
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
   * Answers a token request. The grant checks the request before it uses up the presented
   * credential, so that a refused request does not use up the credential. There are two exceptions,
   * in which the request is refused after its credential was used up: the account has lost its
   * rights since the checks, or its scopes do not fit into one token.
   *
   * @param client the authenticated client
   * @param sender the sender of the request
   * @param from the client's network
   * @throws OauthException if the request is refused
   */
  Issued issue(OauthForm form, Client client, Sender sender, Network from) {
    Grant grant = grant(form);
    requireAllowed(grant, client);
    Map<String, String> parameters = parameters(form, grant);
    List<String> resources = OwnClient.is(client) ? List.of() : Resources.read(form.form(), client);
    Optional<Set<String>> scope = scope(form);
    issuer.requirePermission();
    Grant.Request request = new Grant.Request(client, parameters, scope, resources, sender, from);
    return switch (grant.redeem(request)) {
      case Outcome.Granted granted -> tokens.of(request, granted);
      case Outcome.GrantedToClient(Set<String> granted) -> tokens.ofClient(request, granted);
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

  private static void requireAllowed(Grant grant, Client client) {
    if (!client.grantTypes().contains(grant.type())) {
      throw OauthError.UNAUTHORIZED_CLIENT.because(
          "This client may not use this grant type: it is not among the grant types that are"
              + " registered for it.");
    }
  }

  private static Map<String, String> parameters(OauthForm form, Grant grant) {
    Map<String, String> parameters =
        grant.parameters().stream().collect(Collectors.toMap(Function.identity(), form::required));
    grant
        .optional()
        .forEach(name -> form.parameter(name).ifPresent(value -> parameters.put(name, value)));
    return parameters;
  }

  /**
   * Reads the scope and checks its syntax. This happens before the grant, so that a request with an
   * invalid scope does not use up a credential.
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
}
