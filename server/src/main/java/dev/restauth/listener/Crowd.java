package dev.restauth.listener;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** The open connections of one client address. Guarded by the lock of its {@link ConnectionGuard}. */
final class Crowd {
  private static final int IPV6_PREFIX_BYTES = 8;

  private final boolean exempt;
  private final Set<GuardedConnection> members = new HashSet<>();

  /**
   * An empty one.
   *
   * @param exempt whether no limit by address counts for it
   */
  Crowd(boolean exempt) {
    this.exempt = exempt;
  }

  /**
   * What stands for a client: its address, of an IPv6 address the first 64 bits, since one customer
   * of a provider gets all of the others (RFC 6177).
   */
  static InetAddress origin(InetAddress address) {
    if (!(address instanceof Inet6Address)) {
      return address;
    }
    byte[] bytes = address.getAddress();
    Arrays.fill(bytes, IPV6_PREFIX_BYTES, bytes.length, (byte) 0);
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // it has sixteen bytes
    }
  }

  boolean exempt() {
    return exempt;
  }

  int size() {
    return members.size();
  }

  void add(GuardedConnection connection) {
    members.add(connection);
  }

  void remove(GuardedConnection connection) {
    members.remove(connection);
  }

  /**
   * Ends the one that can best be spared, or finds one that is ending; empty where all are being
   * answered.
   */
  Optional<GuardedConnection> endOne(long now) {
    Set<GuardedConnection> unwilling = new HashSet<>();
    while (true) {
      Optional<GuardedConnection> longest =
          members.stream()
              .filter(member -> member.isWaiting() && !unwilling.contains(member))
              .max((a, b) -> Long.compare(a.patience(now), b.patience(now)));
      if (longest.isEmpty()) {
        return members.stream().filter(GuardedConnection::isEnding).findAny();
      }
      if (longest.get().endIfWaiting()) {
        return longest;
      }
      unwilling.add(longest.get());
    }
  }
}
