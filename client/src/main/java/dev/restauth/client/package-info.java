/**
 * Verification of access tokens in a resource server, locally and without a request to the
 * REST-auth server. The server's feed delivers revocations within a second.
 *
 * <p>The only contract with the server is docs/revocations.md and docs/tokens.md. The only
 * dependency is Nimbus JOSE + JWT. Start reading at {@link dev.restauth.client.TokenVerifier}, then
 * {@code Feed}, which maintains the connection, and {@code Follower}, which interprets the events.
 * The adapters for frameworks are in separate packages.
 */
@NullMarked
package dev.restauth.client;

import org.jspecify.annotations.NullMarked;
