/**
 * The OAuth 2.1 endpoints: tokens, their revocation and introspection, and the documents that
 * describe them. Each grant type is one file in {@code oauth.grant}.
 *
 * <p>Start reading at {@link dev.restauth.oauth.TokenEndpoint}.
 */
@NullMarked
package dev.restauth.oauth;

import org.jspecify.annotations.NullMarked;
