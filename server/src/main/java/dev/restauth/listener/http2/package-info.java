/**
 * HTTP/2 (RFC 9113) on one connection, by Netty's codec on the connection's event loop, and the bounds that hold its known
 * floods off. Knows neither routes nor the guard: whoever serves a connection is its {@link
 * dev.restauth.listener.http2.Http2Host}. Netty's classes for it are loaded with the first connection.
 *
 * <p>Start reading at {@link dev.restauth.listener.http2.Http2Connection}; {@link dev.restauth.listener.http2.Codec} is what it
 * has of Netty, and {@link dev.restauth.listener.http2.Http2Transport} what is between that and the socket.
 */
@NullMarked
package dev.restauth.listener.http2;

import org.jspecify.annotations.NullMarked;
