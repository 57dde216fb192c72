package dev.restauth.outbound;

import dev.restauth.config.AddressBlock;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Rules that decide which addresses the server may call. If a client chose the URL, the server may
 * call public addresses and the addresses in the setting {@code outbound-networks}. Without the
 * rules, a client could make the server call machines in the operator's network that the client
 * itself cannot reach (server-side request forgery). The refused blocks are in IANA's registries of
 * special-purpose addresses (RFC 6890). Addresses in these blocks are not globally reachable, are
 * deprecated, or lead through a tunnel to other addresses. Immutable.
 *
 * @param networks the operator's networks that may be called
 * @param publicToo whether public addresses may be called
 * @param refusal the reason to give for refusing an address
 */
record AddressRules(List<AddressBlock> networks, boolean publicToo, String refusal) {
  /**
   * Addresses that are never called, whatever the setting says. Among them are metadata services,
   * which give out credentials of the machine.
   */
  private static final List<AddressBlock> NEVER =
      blocks(
          "0.0.0.0/8", // this host
          "169.254.0.0/16", // link-local, with the metadata services of most clouds
          "224.0.0.0/4", // multicast
          "255.255.255.255",
          "168.63.129.16", // Azure
          "100.100.100.200", // Alibaba Cloud
          "192.0.0.192", // Oracle Cloud
          "::", // this host
          "fe80::/10", // link-local
          "ff00::/8", // multicast
          "fd00:ec2::/32", // Amazon EC2
          "fd20:ce::254"); // Google Cloud

  private static final List<AddressBlock> SPECIAL_V4 =
      blocks(
          "10.0.0.0/8", // private (RFC 1918)
          "100.64.0.0/10", // carrier-grade NAT (RFC 6598)
          "127.0.0.0/8", // loopback
          "172.16.0.0/12", // private
          "192.0.0.0/24", // protocol assignments
          "192.0.2.0/24", // documentation
          "192.88.99.0/24", // 6to4 relays, deprecated (RFC 7526)
          "192.168.0.0/16", // private
          "198.18.0.0/15", // benchmarks
          "198.51.100.0/24", // documentation
          "203.0.113.0/24", // documentation
          "240.0.0.0/4"); // reserved

  private static final AddressBlock GLOBAL_V6 = AddressBlock.parse("2000::/3");

  private static final List<AddressBlock> SPECIAL_V6 =
      blocks(
          "2001::/23", // protocol assignments, with Teredo, benchmarks and ORCHID
          "2001:db8::/32", // documentation
          "2002::/16", // 6to4, deprecated: leads to an IPv4 address
          "3fff::/20"); // documentation

  /**
   * The NAT64 block (RFC 6052). The last 32 bits of such an address are the IPv4 address that is
   * actually called.
   */
  private static final AddressBlock NAT64 = AddressBlock.parse("64:ff9b::/96");

  /** Private addresses (RFC 1918, RFC 4193, RFC 6598), and addresses of this machine. */
  private static final List<AddressBlock> NEAR =
      blocks(
          "127.0.0.0/8",
          "10.0.0.0/8",
          "100.64.0.0/10",
          "172.16.0.0/12",
          "192.168.0.0/16",
          "::1",
          "fc00::/7");

  AddressRules {
    networks = List.copyOf(networks);
  }

  /** Returns the rules for URLs that clients chose. */
  static AddressRules ofClients(List<AddressBlock> networks) {
    return new AddressRules(
        networks, true, "is not public, and not in " + OutboundSettings.OUTBOUND_NETWORKS.key());
  }

  /**
   * Returns the rules for a URL that the operator chose. With TLS, nearly all addresses are
   * allowed. Without TLS, only private addresses and this machine are allowed, because the content
   * must not cross the Internet unencrypted.
   */
  static AddressRules ofOperator(boolean secure) {
    return secure
        ? new AddressRules(blocks("0.0.0.0/0", "::/0"), true, "is never called")
        : new AddressRules(NEAR, false, "is neither private nor of this machine, and needs https");
  }

  private static List<AddressBlock> blocks(String... texts) {
    return Stream.of(texts).map(AddressBlock::parse).toList();
  }

  /** Returns whether the server may call the address. */
  boolean allow(InetAddress address) {
    InetAddress called = called(address);
    if (isIn(NEVER, called)) {
      return false;
    }
    return isIn(networks, address) || isIn(networks, called) || (publicToo && isPublic(called));
  }

  private static boolean isPublic(InetAddress address) {
    // AddressBlock treats IPv4 addresses in IPv6 form as IPv4 addresses, so this check must do the
    // same.
    return isV4(address)
        ? !isIn(SPECIAL_V4, address)
        : GLOBAL_V6.contains(address) && !isIn(SPECIAL_V6, address);
  }

  private static final AddressBlock ALL_V4 = AddressBlock.parse("0.0.0.0/0");

  private static boolean isV4(InetAddress address) {
    return ALL_V4.contains(address);
  }

  private static boolean isIn(List<AddressBlock> blocks, InetAddress address) {
    return blocks.stream().anyMatch(block -> block.contains(address));
  }

  private static InetAddress called(InetAddress address) {
    if (!NAT64.contains(address)) {
      return address;
    }
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(address.getAddress(), 12, 16));
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible); // four bytes always form an address
    }
  }
}
