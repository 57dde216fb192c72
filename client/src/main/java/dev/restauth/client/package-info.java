/**
 * Checks access tokens where an API is served: here, with no question to the server, and yet what was
 * revoked there is refused within a second, since a feed tells of it.
 *
 * <p>Knows nothing of the server but what docs/revocations.md and docs/tokens.md say; Nimbus JOSE + JWT
 * is all it needs. Start reading at {@link dev.restauth.client.TokenVerifier}, then {@code Feed}, which
 * keeps the connection, and {@code Follower}, which understands what comes over it. The adapters for
 * frameworks are in packages of their own.
 */
@NullMarked
package dev.restauth.client;

import org.jspecify.annotations.NullMarked;
