/**
 * The authorization endpoint (OAuth 2.1 section 4.1): requests (sealed in URLs, or pushed by
 * clients), consent and codes. The endpoint for apps without a browser is in the same package. The
 * package calls browser sessions, log-ins, clients and accounts. It issues no tokens.
 *
 * <p>Start reading at {@link dev.restauth.oauth.authorize.AuthorizationEndpoint}.
 */
@NullMarked
package dev.restauth.oauth.authorize;

import org.jspecify.annotations.NullMarked;
