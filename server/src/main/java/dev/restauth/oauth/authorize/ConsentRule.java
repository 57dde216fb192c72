package dev.restauth.oauth.authorize;

import dev.restauth.assurance.AuthenticationMethods;
import dev.restauth.oauth.authorize.AuthorizationCodeRows.AuthorizationCode;
import dev.restauth.oauth.authorize.ConsentRows.Consent;
import dev.restauth.oauth.client.Client;
import dev.restauth.oauth.client.RedirectUris;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Decides which scopes a client gets, and whether its user must be asked for consent. Has no side
 * effects.
 *
 * @param match the redirect URI to which the answer is sent
 * @param consent the user's earlier consent to the client
 */
record ConsentRule(
    AuthorizationRequest request,
    Client client,
    RedirectUris.Match match,
    Optional<Consent> consent) {
  /**
   * Returns the scopes that the client gets, if the user consents or has consented. The client gets
   * {@code offline_access} only if the user is asked now ({@code prompt=consent}) or has consented
   * to this scope earlier (OpenID Connect Core section 11). The client gets all other requested
   * scopes, except those that it may no longer request.
   */
  Set<String> scope() {
    boolean offline =
        request.prompts().contains(Prompt.CONSENT)
            || consent.filter(each -> each.scope().contains(ScopeWords.OFFLINE_ACCESS)).isPresent();
    return request.scope().stream()
        .filter(each -> RequestedScopes.isAllowed(each, client))
        .filter(each -> offline || !each.equals(ScopeWords.OFFLINE_ACCESS))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /**
   * Returns the error with which the request is refused, even if the user consents. A request can
   * be pushed or opened before the operator withdraws its scopes or one of its resources.
   */
  Optional<AuthorizationError> refusal() {
    if (scope().isEmpty()) {
      return Optional.of(AuthorizationError.INVALID_SCOPE);
    }
    return client.resources().containsAll(request.resources())
        ? Optional.empty()
        : Optional.of(AuthorizationError.INVALID_TARGET);
  }

  /**
   * Returns the scopes to which the user consents, in the order of the page. First come the scopes
   * that the client gets. Then come the scopes of the claims that the parameter {@code claims}
   * requests. The client gets these claims even without their scopes (OpenID Connect Core section
   * 5.5).
   */
  Set<String> consented() {
    return Stream.concat(
            scope().stream(),
            request.claims().stream().flatMap(each -> each.scopes().stream().sorted()))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /**
   * Returns the audience of the session that will begin with the code. It consists of the requested
   * resources or, if there are none, of the client's first resource. The user consents to all of
   * it, and the token request cannot add a resource.
   *
   * @return the audience; empty if the client has no resources
   */
  List<String> audience() {
    return request.resources().isEmpty()
        ? client.resources().stream().limit(1).toList()
        : request.resources();
  }

  /**
   * Returns the row of a code with everything to which the user has consented.
   *
   * @param authentication the account, and the authentication of its user
   * @param browserSessionId the browser session whose end also ends the grant; empty if there is
   *     none
   */
  AuthorizationCode code(Login authentication, Optional<String> browserSessionId, Instant now) {
    Set<String> scope = new TreeSet<>(scope());
    return new AuthorizationCode(
        client.id(),
        request.answer().redirectUri(),
        request.answer().given(),
        authentication.accountId(),
        authentication.generation(),
        authentication.methods().text(),
        authentication.at(),
        browserSessionId,
        String.join(" ", scope),
        Optional.of(String.join(" ", audience())).filter(text -> !text.isEmpty()),
        scope.contains(ScopeWords.OFFLINE_ACCESS),
        request.codeChallenge(),
        request.nonce(),
        request.claims().map(ClaimsParameter::text),
        now.plus(AuthorizationCodes.DURATION),
        Optional.empty());
  }

  /**
   * A log-in: the account, its generation at the time of the log-in, and the methods with which the
   * user was authenticated.
   */
  record Login(long accountId, long generation, AuthenticationMethods methods, Instant at) {}

  /**
   * Returns whether the user must be asked. The user is always asked if another program could
   * impersonate the client (RFC 8252 section 8.6). The URI scheme of an app, or a port on the
   * user's machine, proves nothing, not even for the operator's own clients.
   */
  boolean mustAsk() {
    if (request.prompts().contains(Prompt.CONSENT) || match.canBeImpersonated()) {
      return true;
    }
    return !client.firstParty()
        && consent.filter(each -> each.covers(consented(), audience())).isEmpty();
  }
}
