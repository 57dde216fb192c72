package dev.restauth.session;

import java.util.Optional;

/**
 * The OAuth client to which a session belongs, and the rights that were granted to the client. The
 * tokens of such a session give no access to calls below {@code /api}.
 *
 * @param clientId the client
 * @param audience the audiences of the access tokens, separated by spaces; empty for the default
 * @param browserSessionId the browser session in which the client session began; empty if there is
 *     none
 * @param offline whether the client session continues after the browser session has ended ({@code
 *     offline_access})
 * @param claims the parameter {@code claims} of the request, as normalised JSON
 */
public record ClientGrant(
    String clientId,
    Optional<String> audience,
    Optional<String> browserSessionId,
    boolean offline,
    Optional<String> claims) {
  /** Returns whether the client session ends together with a browser session. */
  boolean endsWithBrowser() {
    return browserSessionId.isPresent() && !offline;
  }
}
