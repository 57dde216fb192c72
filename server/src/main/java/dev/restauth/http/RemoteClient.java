package dev.restauth.http;

import java.net.InetAddress;

/** The client of a request. */
public interface RemoteClient {

  /**
   * The client's own address: the peer of the connection or, if the peer is a trusted proxy, the
   * address that the proxies give in X-Forwarded-For. The result never has a host name. An IPv4
   * address mapped into IPv6 is returned as an IPv4 address. An IPv6 address has no scope.
   */
  InetAddress address();

  /**
   * Returns whether the client has closed or reset the connection, or has closed its sending side.
   * Once true, the result stays true. While earlier data from the client is unread, the result can
   * be false although the client has closed the connection.
   *
   * <p>Any thread may call this method; it never waits.
   */
  boolean gone();
}
