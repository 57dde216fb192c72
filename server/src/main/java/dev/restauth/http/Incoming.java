package dev.restauth.http;

import io.helidon.http.Headers;
import io.helidon.http.Method;
import java.net.SocketAddress;

/** A request, whichever version of HTTP brought it. Used by one thread. */
interface Incoming {
  Method method();

  /** As it was sent, without the query. */
  String path();

  /** Without the question mark; empty where there is none. */
  String query();

  /** What HTTP/2 calls the authority is the Host field. */
  Headers headers();

  boolean isSecure();

  /** The other end of the connection; a closed one may not know it. */
  SocketAddress peer();

  /**
   * The body.
   *
   * @throws ProblemException where it is too large or breaks HTTP
   */
  byte[] body();

  /** Who sent it. Called by the request's own thread. */
  Client client(TrustedProxies proxies);
}
