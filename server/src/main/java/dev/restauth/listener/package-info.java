/**
 * The HTTP listener, on Netty: sockets, event loops, TLS, HTTP/1.1 and HTTP/2. It passes each request to the
 * dispatcher.
 *
 * <p>A few threads, the event loops, serve all connections and never block. A loop answers a request itself if that
 * needs no blocking work; otherwise a virtual thread answers it ({@link dev.restauth.listener.Answering}). The loop
 * does all other work of its connections. The {@link dev.restauth.listener.ConnectionGuard} limits the number of
 * connections, their memory and their time.
 *
 * <p>Start reading at {@link dev.restauth.listener.HttpServer}, then {@link
 * dev.restauth.listener.Http1Connection}.
 */
@NullMarked
package dev.restauth.listener;

import org.jspecify.annotations.NullMarked;
