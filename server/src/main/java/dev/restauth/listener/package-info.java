/**
 * The HTTP listener, on Netty: sockets, event loops, TLS, HTTP/1.1 and HTTP/2. It passes each
 * request to the dispatcher.
 *
 * <p>A few threads, the event loops, serve all connections and never block. An event loop answers a
 * request itself if no blocking work is needed. Otherwise a virtual thread answers the request
 * ({@link dev.restauth.listener.Answering}). The event loop does all other work for its
 * connections. The {@link dev.restauth.listener.ConnectionGuard} limits the number of connections,
 * their memory and their time.
 *
 * <p>Start reading at {@link dev.restauth.listener.HttpServer}, then {@link
 * dev.restauth.listener.Http1Connection}.
 */
@NullMarked
package dev.restauth.listener;

import org.jspecify.annotations.NullMarked;
