package dev.restauth.oauth.authorize;

import dev.restauth.http.AdministrativeScope;
import dev.restauth.oauth.client.Client;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The scopes and resources that a client may ask for (RFC 6749 section 3.3, RFC 8707 section 2). */
final class RequestedScopes {
  private static final int LENGTH_AT_MOST = 2_048;
  private static final int RESOURCES_AT_MOST = 10;

  /** A list of scope tokens (RFC 6749 section 3.3). */
  private static final Pattern LIST =
      Pattern.compile("[\\x21\\x23-\\x5b\\x5d-\\x7e]+(?: [\\x21\\x23-\\x5b\\x5d-\\x7e]+)*+");

  private RequestedScopes() {}

  /**
   * Reads a scope. Scopes that the client may not ask for are left out, as section 3.3 allows: the answer of the token
   * endpoint says what is left. Without the parameter it is everything that the client is registered for.
   *
   * @throws RefusedRequestException if it is malformed, or nothing is left
   */
  static Set<String> read(Optional<String> parameter, Client client) {
    Stream<String> asked =
        parameter
            .map(text -> Stream.of(requireList(text).split(" ", -1)))
            .orElseGet(() -> client.scopes().stream().filter(each -> !isOpenId(each)));
    Set<String> allowed = asked.filter(each -> isAllowed(each, client)).collect(Collectors.toSet());
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
    return ScopeWords.openId().contains(scope);
  }

  /**
   * Returns whether a client may have a scope. The scopes of OpenID Connect are no rights. No client gets power over this
   * server, even if it is registered for it.
   */
  static boolean isAllowed(String scope, Client client) {
    if (scope.equals(ScopeWords.OFFLINE_ACCESS)) {
      return client.grantTypes().contains("refresh_token");
    }
    return isOpenId(scope)
        || (client.scopes().contains(scope)
            && !AdministrativeScope.isOne(scope)
            && !AdministrativeScope.isReserved(scope));
  }

  /**
   * Reads the resources.
   *
   * @return the ones that are registered for the client, as they are registered
   * @throws RefusedRequestException if one of them is not
   */
  static List<String> resources(List<String> asked, Client client) {
    List<String> found = new ArrayList<>();
    for (String each : asked.stream().filter(text -> !text.isEmpty()).distinct().toList()) {
      found.add(
          client.resources().stream()
              .filter(registered -> normal(registered).equals(normal(each)))
              .findFirst()
              .filter(_ -> found.size() < RESOURCES_AT_MOST)
              .orElseThrow(
                  () ->
                      AuthorizationError.INVALID_TARGET.because(
                          "This client is not registered for a resource that it asked for.")));
    }
    return List.copyOf(found.stream().distinct().toList());
  }

  /** Lower-cases scheme and host, which do not depend on case (RFC 3986 section 6.2.2.1). */
  private static String normal(String resource) {
    try {
      URI uri = new URI(resource);
      Optional<String> authority = Optional.ofNullable(uri.getRawAuthority());
      if (!uri.isAbsolute() || authority.isEmpty()) {
        return resource;
      }
      String begin = uri.getScheme() + "://" + authority.get();
      return begin.toLowerCase(Locale.ROOT) + resource.substring(begin.length());
    } catch (URISyntaxException e) {
      return resource;
    }
  }
}
