package dev.restauth.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Looks up the addresses of a host name. */
@FunctionalInterface
interface NameResolver {
  /**
   * Returns all addresses of the name, in the order in which to try them. The call may wait for a
   * long time.
   *
   * @throws UnknownHostException if the name has no address, or DNS does not answer
   */
  InetAddress[] resolve(String name) throws UnknownHostException;
}
