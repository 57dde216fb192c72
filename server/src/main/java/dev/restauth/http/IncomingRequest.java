package dev.restauth.http;

import java.net.InetSocketAddress;

/** A request, whatever brought it. Used by one thread, but for {@link #gone}. */
public interface IncomingRequest {
  /** As it was sent. */
  Method method();

  /** As it was sent, without the query. */
  String path();

  /** Without the question mark; empty where there is none. */
  String query();

  /** What HTTP/2 calls the authority is the Host field. */
  Fields fields();

  /** Whether TLS protects the connection. */
  boolean isSecure();

  /**
   * The other end of the connection.
   *
   * @throws ClientGoneException where that has been closed and nobody knows any more
   */
  InetSocketAddress peer();

  /**
   * The body.
   *
   * @throws ProblemException where it is too large or breaks HTTP
   */
  byte[] body();

  /** Whether nobody waits for the answer, on the terms of {@link Client#gone}. */
  boolean gone();
}
