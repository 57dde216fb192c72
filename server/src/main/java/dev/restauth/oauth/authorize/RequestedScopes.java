package dev.restauth.oauth.authorize;

import dev.restauth.oauth.Resources;
import dev.restauth.oauth.client.Client;
import dev.restauth.role.ClientScopes;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The scopes and resources that a client may request (RFC 6749 section 3.3, RFC 8707 section 2).
 */
final class RequestedScopes {
  private static final int LENGTH_AT_MOST = 2_048;

  /** A list of scope tokens (RFC 6749 section 3.3). */
  private static final Pattern LIST =
      Pattern.compile("[\\x21\\x23-\\x5b\\x5d-\\x7e]+(?: [\\x21\\x23-\\x5b\\x5d-\\x7e]+)*+");

  private RequestedScopes() {}

  /**
   * Reads the parameter {@code scope}. Scopes that the client may not request are left out, as
   * section 3.3 allows: the answer of the token endpoint contains the remaining scopes. Without the
   * parameter, the result is all scopes for which the client is registered, except those of OpenID
   * Connect.
   *
   * @return the scopes, in the order of the parameter
   * @throws RefusedRequestException if the parameter is malformed, or no scope remains
   */
  static Set<String> read(Optional<String> parameter, Client client) {
    Stream<String> asked =
        parameter
            .map(text -> Stream.of(requireList(text).split(" ", -1)))
            .orElseGet(() -> client.scopes().stream().filter(each -> !isOpenId(each)).sorted());
    Set<String> allowed =
        asked
            .filter(each -> isAllowed(each, client))
            .collect(Collectors.toCollection(LinkedHashSet::new));
    if (allowed.isEmpty()) {
      throw AuthorizationError.INVALID_SCOPE.because(
          "This client is registered for none of the scopes that it asked for.");
    }
    return allowed;
  }

  private static String requireList(String text) {
    if (text.length() > LENGTH_AT_MOST || !LIST.matcher(text).matches()) {
      throw AuthorizationError.INVALID_SCOPE.because(
          "A scope is a list of names separated by single spaces, of at most "
              + LENGTH_AT_MOST
              + " characters.");
    }
    return text;
  }

  private static boolean isOpenId(String scope) {
    return ClientScopes.OPENID_CONNECT.contains(scope);
  }

  /**
   * Returns whether a client may have a scope: {@code openid}, {@code offline_access} if the client
   * may use refresh tokens, and the scopes for which it is registered. No client gets
   * administrative scopes, even if it is registered for them.
   */
  static boolean isAllowed(String scope, Client client) {
    if (scope.equals(ScopeWords.OFFLINE_ACCESS)) {
      return client.grantTypes().contains("refresh_token");
    }
    return scope.equals(ClientScopes.OPENID)
        || (client.scopes().contains(scope) && (isOpenId(scope) || ClientScopes.isRight(scope)));
  }

  /**
   * Reads the requested resources.
   *
   * @return the resources, in their registered spelling
   * @throws RefusedRequestException if a resource is not registered for the client
   */
  static List<String> resources(List<String> asked, Client client) {
    return Resources.registered(asked.stream().filter(each -> !each.isEmpty()).toList(), client)
        .orElseThrow(
            () ->
                AuthorizationError.INVALID_TARGET.because(
                    "A resource that was asked for is not registered for this client, or there are"
                        + " too many."));
  }
}
