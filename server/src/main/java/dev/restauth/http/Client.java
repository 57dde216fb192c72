package dev.restauth.http;

import java.net.InetAddress;

/** Who is at the other end of a request. */
public interface Client {

  /**
   * The client's own address: the peer of the connection or, where that is a trusted proxy, the
   * address that the proxies name in X-Forwarded-For. Never a name that was looked up. An IPv4
   * address mapped into IPv6 is the IPv4 address; an IPv6 address has no scope.
   */
  InetAddress address();

  /**
   * Whether the client is known to have closed its connection, or its direction of it, or to have
   * reset it. True stays true. One that sent more before it left may not be noticed.
   *
   * <p>The request's own thread is the first to ask: that begins to watch the connection and takes
   * up to a millisecond. From then on any thread may ask as long as the request waits, and is
   * answered at once. False where nobody watches.
   */
  boolean gone();
}
