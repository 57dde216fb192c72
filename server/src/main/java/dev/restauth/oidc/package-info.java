/**
 * OpenID Connect: ID tokens, claims and scopes, userinfo, discovery, log-outs that clients begin, and log-out notices to
 * clients.
 *
 * <p>Start reading at {@link dev.restauth.oidc.OidcFeature}.
 */
@NullMarked
package dev.restauth.oidc;

import org.jspecify.annotations.NullMarked;
