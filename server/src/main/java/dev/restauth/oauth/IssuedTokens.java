package dev.restauth.oauth;

import dev.restauth.oauth.Grant.Outcome;
import dev.restauth.oauth.TokenEndpoint.Issued;
import dev.restauth.oauth.client.Client;
import dev.restauth.role.ClientScopes;
import dev.restauth.session.ClientGrant;
import dev.restauth.session.LiveSession;
import dev.restauth.token.ClientTokenIssuer;
import dev.restauth.token.TokenIssuer;
import dev.restauth.token.TokenIssuer.IssuedToken;
import dev.restauth.token.TokenIssuer.NoScopeException;
import dev.restauth.token.TokenIssuer.NotMemberException;
import dev.restauth.token.TokenIssuer.Restrictions;
import dev.restauth.token.TokenIssuer.TooManyScopesException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Issues the tokens of granted requests. Thread-safe.
 *
 * @param own issues the tokens of this server's own sessions
 * @param clients issues the tokens of registered clients
 */
record IssuedTokens(TokenIssuer own, ClientTokenIssuer clients, IdTokenIssuer idTokens) {
  /**
   * Issues the tokens of a session. The access token may have fewer scopes than the refresh token,
   * whose scopes do not change (RFC 6749 section 6).
   */
  Issued of(Grant.Request request, Outcome.Granted granted) {
    LiveSession session = granted.session();
    if (session.client().isEmpty() != OwnClient.is(request.client())) {
      throw new IllegalStateException("a grant returned the session of another client");
    }
    if (session.client().isEmpty()) {
      return new Issued(ofOwn(session, request.scope()), granted.refreshToken(), Optional.empty());
    }
    IssuedToken token = ofSession(request, session);
    return new Issued(token, granted.refreshToken(), idToken(request, granted, token));
  }

  private IssuedToken ofOwn(LiveSession session, Optional<Set<String>> scope) {
    return issuing(() -> own.issue(session, new Restrictions(scope, Optional.empty())));
  }

  private IssuedToken ofSession(Grant.Request request, LiveSession session) {
    Client client = request.client();
    List<String> audience = audience(request, session.client().flatMap(ClientGrant::audience));
    return issuing(() -> clients.issue(session, client.scopes(), request.scope(), audience));
  }

  private Optional<String> idToken(
      Grant.Request request, Outcome.Granted granted, IssuedToken token) {
    return List.of(token.scope().split(" ")).contains(ClientScopes.OPENID)
        ? idTokens.idToken(request.client(), granted.session(), granted.nonce(), token.token())
        : Optional.empty();
  }

  /** Issues the token for a client that acts for itself. */
  Issued ofClient(Grant.Request request, Set<String> scope) {
    Client client = request.client();
    List<String> audience = audience(request, Optional.empty());
    IssuedToken token =
        issuing(() -> clients.issue(client.id(), client.generation(), scope, audience));
    return new Issued(token, Optional.empty(), Optional.empty());
  }

  private List<String> audience(Grant.Request request, Optional<String> granted) {
    return Resources.audience(
            request.resources(), granted, request.client(), clients.defaultAudience())
        .orElseThrow(
            () ->
                OauthError.INVALID_TARGET.because(
                    "A resource that was asked for is not among those that were granted."));
  }

  private static IssuedToken issuing(Supplier<IssuedToken> issue) {
    try {
      return issue.get();
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
