package dev.restauth.event;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * The network of a client, which is too coarse to identify a person. It consists of the first 24
 * bits of an IPv4 address, or of the first 48 bits of an IPv6 address. Internet providers give no
 * larger network to a single customer. Limits therefore count all addresses of a network as one
 * client.
 *
 * @param text the network in CIDR notation, such as {@code 192.0.2.0/24} or {@code 2001:db8::/48}
 *     (RFC 5952)
 */
public record Network(String text) {
  private static final int IPV4_LENGTH = 4;
  private static final int IPV6_GROUPS = 3;

  /** Returns the network of an address. */
  public static Network of(InetAddress address) {
    byte[] bytes = address.getAddress();
    return new Network(bytes.length == IPV4_LENGTH ? ipv4(bytes) : ipv6(bytes));
  }

  private static String ipv4(byte[] bytes) {
    return (bytes[0] & 0xFF) + "." + (bytes[1] & 0xFF) + "." + (bytes[2] & 0xFF) + ".0/24";
  }

  private static String ipv6(byte[] bytes) {
    List<String> groups = new ArrayList<>();
    for (int i = 0; i < IPV6_GROUPS; i++) {
      groups.add(Integer.toHexString(((bytes[2 * i] & 0xFF) << 8) | (bytes[2 * i + 1] & 0xFF)));
    }
    while (!groups.isEmpty() && groups.getLast().equals("0")) {
      groups.removeLast();
    }
    return String.join(":", groups) + "::/48";
  }

  @Override
  public String toString() {
    return text;
  }
}
