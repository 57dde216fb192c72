/**
 * The authorization endpoint (OAuth 2.1 section 4.1): requests, which travel sealed or were pushed, consent, and codes; and
 * the endpoint for apps without a browser. Calls browser sessions, log-ins, clients and the account; issues no token.
 *
 * <p>Start reading at {@link dev.restauth.oauth.authorize.AuthorizationEndpoint}.
 */
@NullMarked
package dev.restauth.oauth.authorize;

import org.jspecify.annotations.NullMarked;
