package dev.restauth.config;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A block of IP addresses that share their first bits (CIDR, RFC 4632 and RFC 4291). A single
 * address is a block too. IPv4 addresses mapped into IPv6 (::ffff:a.b.c.d) count as IPv4 addresses.
 * Host names are never looked up.
 *
 * @param network the first address
 * @param prefix the number of shared bits: 0 to 32 for IPv4, 0 to 128 for IPv6
 */
public record AddressBlock(InetAddress network, int prefix) {
  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,3}");
  private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
  private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
  private static final int MAPPED_BITS = 96;

  /**
   * Creates a block.
   *
   * @throws IllegalArgumentException if the prefix is out of range, or the address is not the first
   *     one of the block
   */
  public AddressBlock {
    byte[] bits = bytes(network);
    if (prefix < 0 || prefix > bits.length * 8) {
      throw new IllegalArgumentException("expected a prefix length from 0 to " + bits.length * 8);
    }
    byte[] first = masked(bits, prefix);
    if (!Arrays.equals(bits, first)) {
      throw new IllegalArgumentException("the block begins at " + text(first) + "/" + prefix);
    }
  }

  /**
   * Parses {@code 10.0.0.0/8}, {@code fd00::/8} or a single address.
   *
   * @throws IllegalArgumentException if the text has another form; the message says what is
   *     expected
   */
  public static AddressBlock parse(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    InetAddress network =
        literal(address)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "expected an IP address or a CIDR block such as 10.0.0.0/8"));
    int bits = bytes(network).length * 8;
    if (slash < 0) {
      return new AddressBlock(network, bits);
    }
    String length = text.substring(slash + 1);
    if (!DIGITS.matcher(length).matches()) {
      throw new IllegalArgumentException("expected a prefix length after the slash");
    }
    boolean mapped = bits == 32 && address.contains(":");
    return new AddressBlock(network, Integer.parseInt(length) - (mapped ? MAPPED_BITS : 0));
  }

  /** Returns whether the address is in this block. */
  public boolean contains(InetAddress address) {
    byte[] bits = bytes(address);
    byte[] first = bytes(network);
    return bits.length == first.length && Arrays.equals(masked(bits, prefix), first);
  }

  /** Returns the block in the form that {@link #parse} reads. */
  @Override
  public String toString() {
    return network.getHostAddress() + "/" + prefix;
  }

  /** Parses an address, without a look-up; empty if the text is a host name or anything else. */
  public static Optional<InetAddress> literal(String text) {
    // The JDK's parser also accepts 127.1 and scopes (%eth0), which other programs interpret
    // differently.
    if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException invalid) {
      return Optional.empty();
    }
  }

  private static byte[] bytes(InetAddress address) {
    byte[] bytes = address.getAddress();
    return address instanceof Inet6Address && isMapped(bytes)
        ? Arrays.copyOfRange(bytes, 12, 16)
        : bytes;
  }

  private static boolean isMapped(byte[] bytes) {
    for (int i = 0; i < 10; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return bytes[10] == -1 && bytes[11] == -1;
  }

  private static byte[] masked(byte[] bits, int prefix) {
    byte[] first = bits.clone();
    for (int i = 0; i < first.length; i++) {
      int shared = Math.clamp(prefix - 8L * i, 0, 8);
      first[i] = (byte) (first[i] & (0xFF00 >> shared));
    }
    return first;
  }

  private static String text(byte[] address) {
    try {
      return InetAddress.getByAddress(address).getHostAddress();
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
