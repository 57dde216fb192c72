/**
 * The HTTP layer that all routes share: the route table, requests, answers and problems,
 * authentication of callers, and CORS. It also owns the settings of the listening address, TLS and
 * trusted proxies. The layer uses no HTTP library: {@link dev.restauth.listener} connects it to
 * Netty.
 *
 * <p>The layer depends on no feature: it gets authentication as an implementation of {@link
 * dev.restauth.http.Authenticator}. Start reading at {@link dev.restauth.http.Dispatcher}, which
 * handles every request.
 */
@NullMarked
package dev.restauth.http;

import org.jspecify.annotations.NullMarked;
