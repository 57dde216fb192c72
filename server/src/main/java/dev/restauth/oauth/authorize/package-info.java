/**
 * The authorization endpoint (OAuth 2.1 section 4.1): requests, consent, and codes.
 *
 * <p>Start reading at {@link dev.restauth.oauth.authorize.AuthorizationCodeRows}.
 */
@NullMarked
package dev.restauth.oauth.authorize;

import org.jspecify.annotations.NullMarked;
