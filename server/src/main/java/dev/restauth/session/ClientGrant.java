package dev.restauth.session;

import java.util.Optional;

/**
 * The OAuth client to which a session belongs, and its granted rights. The tokens of such a session give no access to calls
 * below {@code /api}.
 *
 * @param clientId the client
 * @param audience the audiences of its access tokens, separated by spaces; empty for the default
 * @param browserSessionId the browser session with which the client session ends; empty if no browser session ends it
 * @param offline whether the client session continues after the browser session ends ({@code offline_access})
 * @param claims the parameter {@code claims} of the request, as normalised JSON
 */
public record ClientGrant(
    String clientId,
    Optional<String> audience,
    Optional<String> browserSessionId,
    boolean offline,
    Optional<String> claims) {
  /** Returns whether the session ends with a browser session. */
  boolean endsWithBrowser() {
    return browserSessionId.isPresent() && !offline;
  }
}
