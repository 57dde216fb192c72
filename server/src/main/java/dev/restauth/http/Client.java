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
   * <p>Any thread may ask, and is answered at once.
   */
  boolean gone();
}
