/**
 * The endpoints of OAuth 2.1: tokens, their revocation and introspection, and the documents that
 * describe them. Every kind of grant is one file of {@code oauth.grant}.
 *
 * <p>Start reading at {@link dev.restauth.oauth.TokenEndpoint}.
 */
@NullMarked
package dev.restauth.oauth;

import org.jspecify.annotations.NullMarked;
