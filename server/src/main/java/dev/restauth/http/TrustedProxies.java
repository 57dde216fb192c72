package dev.restauth.http;

import dev.restauth.config.AddressBlock;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The proxies whose X-Forwarded fields the server uses. Any client can write such fields, so the
 * server uses only values that a trusted proxy has written. The search for the client begins with
 * the last address in X-Forwarded-For. As long as an address belongs to a trusted proxy, the search
 * continues with the address before it.
 *
 * @param blocks the addresses of the proxies
 */
record TrustedProxies(List<AddressBlock> blocks) {
  static final int HOPS_AT_MOST = 32;
  private static final int ADDRESS_LENGTH_AT_MOST = 64;

  /**
   * An IPv4 address with a port, as some proxies write it: {@code 192.0.2.1:50000}. {@link
   * #BRACKETED} matches {@code [2001:db8::1]:50000}.
   */
  private static final Pattern IPV4_PORT = Pattern.compile("([0-9.]+):[0-9]{1,5}");

  private static final Pattern BRACKETED = Pattern.compile("\\[([^\\[\\]]+)](?::[0-9]{1,5})?");

  /** Returns whether a trusted proxy forwarded the request. */
  boolean forwarded(IncomingRequest request) {
    return !blocks.isEmpty() && contains(request.peer().getAddress());
  }

  private boolean contains(InetAddress address) {
    return blocks.stream().anyMatch(block -> block.contains(address));
  }

  /**
   * The client's own address.
   *
   * @param peer the remote address of the connection
   * @param forwardedFor the lines of X-Forwarded-For, in their order
   */
  InetAddress client(InetAddress peer, List<String> forwardedFor) {
    InetAddress nearest = plain(peer);
    int hops = 0;
    for (String line : forwardedFor.reversed()) {
      int end = line.length();
      while (end >= 0) {
        if (hops++ == HOPS_AT_MOST || !contains(nearest)) {
          return nearest;
        }
        int comma = line.lastIndexOf(',', end - 1);
        Optional<InetAddress> before = address(line.substring(comma + 1, end).strip());
        if (before.isEmpty()) {
          return nearest; // anything left of an invalid address may be forged by the client
        }
        nearest = before.get();
        end = comma;
      }
    }
    return nearest;
  }

  private static Optional<InetAddress> address(String text) {
    if (text.length() > ADDRESS_LENGTH_AT_MOST) {
      return Optional.empty();
    }
    Matcher bracketed = BRACKETED.matcher(text);
    if (bracketed.matches()) {
      String inside = bracketed.group(1);
      return inside.contains(":") ? literal(inside) : Optional.empty();
    }
    Matcher port = IPV4_PORT.matcher(text);
    return literal(port.matches() ? port.group(1) : text);
  }

  private static Optional<InetAddress> literal(String text) {
    return AddressBlock.literal(text).map(TrustedProxies::plain);
  }

  /**
   * The address without scope and host name. An IPv4 address mapped into IPv6 becomes an IPv4
   * address, so that a client has only one address.
   */
  private static InetAddress plain(InetAddress address) {
    try {
      return InetAddress.getByAddress(address.getAddress());
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // the address has four or sixteen bytes
    }
  }
}
