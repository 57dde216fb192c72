package dev.restauth.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Looks up the addresses of a name. */
@FunctionalInterface
interface NameResolver {
  /**
   * Returns all addresses of the name, in the order in which to try them. May wait for long.
   *
   * @throws UnknownHostException if there are none, or DNS does not answer
   */
  InetAddress[] resolve(String name) throws UnknownHostException;
}
