/**
 * HTTP/2 (RFC 9113) on one connection, by Netty's codec, and the bounds that hold its known floods off. Calls no other
 * package, and knows neither routes nor sockets: whoever serves a connection hands in its {@link dev.restauth.listener.http2.Wire}
 * and who answers requests. Netty's classes are loaded with the first connection.
 *
 * <p>Start reading at {@link dev.restauth.listener.http2.Http2Connection}, whose thread reads; {@link dev.restauth.listener.http2.Codec} is
 * what it has of Netty.
 */
@NullMarked
package dev.restauth.listener.http2;

import org.jspecify.annotations.NullMarked;
