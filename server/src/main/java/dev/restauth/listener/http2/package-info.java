/**
 * HTTP/2 (RFC 9113) on one connection: Netty's codec on the connection's event loop, and the limits
 * against known flood attacks. The package uses routes and the connection guard only through {@link
 * dev.restauth.listener.http2.Http2Host}. Netty's classes for HTTP/2 are loaded with the first
 * HTTP/2 connection.
 *
 * <p>Start reading at {@link dev.restauth.listener.http2.Http2Connection}. {@link
 * dev.restauth.listener.http2.Codec} wraps Netty's codec. {@link
 * dev.restauth.listener.http2.Http2Transport} is between the codec and the socket.
 */
@NullMarked
package dev.restauth.listener.http2;

import org.jspecify.annotations.NullMarked;
