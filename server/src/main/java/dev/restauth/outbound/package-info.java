/**
 * The only HTTP client of the server, for URLs that clients chose, such as their key sets (jwks_uri). Each call is limited in time,
 * size and in the addresses that it may reach. Netty carries the calls; callers wait for them, on virtual threads.
 *
 * <p>Start reading at {@link dev.restauth.outbound.OutboundClient}.
 */
@NullMarked
package dev.restauth.outbound;

import org.jspecify.annotations.NullMarked;
