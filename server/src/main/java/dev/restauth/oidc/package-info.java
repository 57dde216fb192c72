/**
 * OpenID Connect: ID tokens, claims and scopes, userinfo, discovery, log-outs that clients begin,
 * and notices of log-outs to clients.
 *
 * <p>Start reading at {@link dev.restauth.oidc.OidcFeature}.
 */
@NullMarked
package dev.restauth.oidc;

import org.jspecify.annotations.NullMarked;
