package dev.restauth.oauth.grant;

import dev.restauth.oauth.Grant;
import dev.restauth.oauth.OauthError;
import dev.restauth.oauth.client.Client;
import dev.restauth.role.ClientScopes;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The client-credentials grant (RFC 6749 section 4.4). It issues a token for the client itself,
 * with the scopes that are registered for the client. There is no refresh token, because the client
 * can authenticate again.
 */
public record ClientCredentialsGrant() implements Grant {
  @Override
  public String type() {
    return "client_credentials";
  }

  @Override
  public Set<String> parameters() {
    return Set.of();
  }

  @Override
  public Outcome redeem(Request request) {
    Client client = request.client();
    if (client.kind() != Client.Kind.CONFIDENTIAL) {
      return new Outcome.Refused(
          OauthError.UNAUTHORIZED_CLIENT,
          "This grant type is only for clients that authenticate with a secret or a key.");
    }
    Set<String> registered =
        client.scopes().stream().filter(ClientScopes::isRight).collect(Collectors.toSet());
    Set<String> scope = request.scope().orElse(registered);
    return !scope.isEmpty() && registered.containsAll(scope)
        ? new Outcome.GrantedToClient(scope)
        : new Outcome.Refused(
            OauthError.INVALID_SCOPE,
            "A client that acts for itself gets the scopes that are registered for it, but no scopes"
                + " of OpenID Connect or of this server itself.");
  }
}
