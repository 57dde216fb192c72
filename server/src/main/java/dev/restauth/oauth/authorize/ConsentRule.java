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
 * Says what a client gets, and whether its user must be asked. Pure.
 *
 * @param match where the answer goes
 * @param consent what the user has allowed the client before
 */
record ConsentRule(
    AuthorizationRequest request,
    Client client,
    RedirectUris.Match match,
    Optional<Consent> consent) {
  /**
   * Returns the scopes that the client gets if the user says yes, or has said so. Access that outlasts the log-in needs a yes
   * to exactly that (OpenID Connect Core section 11). Of the others, it gets those that it may still have.
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
   * Returns what the user says yes to, in the order in which they are asked: these scopes, and then those whose claims the parameter {@code claims} asks for, which need
   * not be among them (OpenID Connect Core section 5.5).
   */
  Set<String> consented() {
    return Stream.concat(
            scope().stream(),
            request.claims().stream().flatMap(each -> each.scopes().stream().sorted()))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /**
   * Returns the audience of the session that a code begins, separated by spaces: what was asked for, or else the client's first
   * resource, which its tokens then have. The token request cannot add one that the user did not see.
   *
   * @return empty if the client has no resources
   */
  Optional<String> grantedAudience() {
    List<String> asked = audience();
    return asked.isEmpty()
        ? client.resources().stream().findFirst()
        : Optional.of(String.join(" ", asked));
  }

  /**
   * Returns the row of a code for what the user has allowed.
   *
   * @param authentication the account and how its user was authenticated
   * @param browserSessionId the browser session with which the grant ends; empty if there is none
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
        grantedAudience(),
        scope.contains(ScopeWords.OFFLINE_ACCESS),
        request.codeChallenge(),
        request.nonce(),
        request.claims().map(ClaimsParameter::text),
        now.plus(AuthorizationCodes.DURATION),
        Optional.empty());
  }

  /** A log-in: the account, its generation then, and the proofs of its user. */
  record Login(long accountId, long generation, AuthenticationMethods methods, Instant at) {}

  /** Returns the resources that the client may still have. */
  List<String> audience() {
    return request.resources().stream().filter(client.resources()::contains).toList();
  }

  /**
   * Returns whether the user must be asked. They are always asked if another program could pretend to be the client
   * (RFC 8252 section 8.6). An app's scheme and a port of the user's machine prove nothing, not even for the operator's
   * own clients.
   */
  boolean mustAsk() {
    if (request.prompts().contains(Prompt.CONSENT) || match.canBeImpersonated()) {
      return true;
    }
    return !client.firstParty()
        && consent.filter(each -> each.covers(consented(), audience())).isEmpty();
  }
}
