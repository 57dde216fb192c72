package dev.restauth.session;

import java.util.Optional;

/**
 * The OAuth client to which a session belongs, and what it was granted. Its tokens give no access to calls below {@code
 * /api}.
 *
 * @param clientId the client
 * @param audience the audiences of its access tokens, separated by spaces; empty for the default
 * @param browserSessionId the browser session with which it ends; empty if there is none
 * @param offline whether it outlasts the browser session ({@code offline_access})
 * @param claims the parameter {@code claims} of the request, as normalised JSON
 */
public record ClientGrant(
    String clientId,
    Optional<String> audience,
    Optional<String> browserSessionId,
    boolean offline,
    Optional<String> claims) {
  /** Returns whether the session ends with that of a browser. */
  boolean endsWithBrowser() {
    return browserSessionId.isPresent() && !offline;
  }
}
