/**
 * The server's only HTTP client. It calls URLs that clients chose, such as those of their key sets
 * (jwks_uri), and the operator's collector of traces. The duration, the size and the possible
 * addresses of each call are limited. Netty makes the calls; callers wait for the answers on
 * virtual threads.
 *
 * <p>Start reading at {@link dev.restauth.outbound.OutboundClient}.
 */
@NullMarked
package dev.restauth.outbound;

import org.jspecify.annotations.NullMarked;
