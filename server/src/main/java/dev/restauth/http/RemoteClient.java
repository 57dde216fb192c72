package dev.restauth.http;

import java.net.InetAddress;

/** The client of a request. */
public interface RemoteClient {

  /**
   * The client's own address: the peer of the connection or, if the peer is a trusted proxy, the address
   * that the proxies give in X-Forwarded-For. The result never has a host name. An IPv4 address mapped into
   * IPv6 is returned as the IPv4 address; an IPv6 address has no scope.
   */
  InetAddress address();

  /**
   * Returns whether the client has closed the connection or its side of it, or has reset it. Once true, it stays true.
   * If the client sent more data before it closed, the server may not notice.
   *
   * <p>Any thread may call this; it never waits.
   */
  boolean gone();
}
