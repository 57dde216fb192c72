package dev.restauth.http;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * A request, independent of the protocol version. Only one thread may use it at a time, except for
 * {@link #gone}.
 */
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

  /** The header fields. In HTTP/2, the Host field has the value of {@code :authority}. */
  Fields fields();

  /** Returns whether TLS protects the connection. */
  boolean isSecure();

  /**
   * The remote address of the connection.
   *
   * @throws ClientGoneException if the connection has been closed and the address is no longer
   *     available
   */
  InetSocketAddress peer();

  /**
   * The process that sent the request over the Unix socket for operators; empty if the request came
   * over TCP. The result depends only on the connection, never on data from the client.
   */
  default Optional<UnixPeer> unixPeer() {
    return Optional.empty();
  }

  /**
   * The body.
   *
   * @throws ProblemException if the body is too large or breaks HTTP
   */
  byte[] body();

  /**
   * Returns whether the client no longer waits for the answer, as {@link RemoteClient#gone} defines
   * it.
   */
  boolean gone();
}
