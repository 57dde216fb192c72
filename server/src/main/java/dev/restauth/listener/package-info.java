/**
 * What carries HTTP: sockets, TLS, HTTP/1.1 by Helidon, HTTP/2 by Netty, and the limits that keep a listener alive.
 * Knows no feature and no route; hands each request to the dispatcher of {@link dev.restauth.http}, where nobody
 * knows of it in turn. Only the program's root calls it.
 *
 * <p>Start reading at {@link dev.restauth.listener.HttpServer}; {@link dev.restauth.listener.ConnectionGuard} does for
 * whole connections what Helidon leaves to us.
 */
@NullMarked
package dev.restauth.listener;

import org.jspecify.annotations.NullMarked;
