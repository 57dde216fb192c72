package dev.restauth.http;

import java.net.InetSocketAddress;
import java.util.Optional;

/** A request, independent of its protocol version. Used by one thread, except {@link #gone}. */
public interface IncomingRequest {
  /** The method as sent by the client. */
  Method method();

  /** The version of HTTP, as access logs write it. */
  default String protocol() {
    return "HTTP/1.1";
  }

  /** The path as sent by the client, without the query. */
  String path();

  /** The query without the question mark; empty if there is none. */
  String query();

  /** The header fields. The authority of an HTTP/2 request is the Host field. */
  Fields fields();

  /** Returns whether TLS protects the connection. */
  boolean isSecure();

  /**
   * The remote address of the connection.
   *
   * @throws ClientGoneException if the connection has been closed and the address is no longer available
   */
  InetSocketAddress peer();

  /**
   * The process that sent the request over the Unix socket for operators; empty if it came over TCP. This depends on
   * the connection alone, never on the data sent.
   */
  default Optional<UnixPeer> unixPeer() {
    return Optional.empty();
  }

  /**
   * The body.
   *
   * @throws ProblemException if it is too large or breaks HTTP
   */
  byte[] body();

  /** Returns whether the client no longer waits for the answer, as {@link Client#gone} defines it. */
  boolean gone();
}
