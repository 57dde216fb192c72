/**
 * OpenID Connect: ID tokens, claims and scopes, userinfo, discovery, and log-outs that clients begin or are told of.
 *
 * <p>Start reading at {@link dev.restauth.oidc.OidcFeature}.
 */
@NullMarked
package dev.restauth.oidc;

import org.jspecify.annotations.NullMarked;
