/**
 * The HTTP layer that all routes share: the route table, requests, answers and problems, authentication of
 * callers, and CORS; also the settings of the listening address, TLS and trusted proxies. It uses no type
 * of an HTTP library: only {@link dev.restauth.listener} does.
 *
 * <p>It depends on no feature: authentication is passed in as an implementation of {@link
 * dev.restauth.http.Authenticator}. Start reading at {@link dev.restauth.http.Dispatcher}, which handles
 * every request.
 */
@NullMarked
package dev.restauth.http;

import org.jspecify.annotations.NullMarked;
