package dev.restauth.listener;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;

/** The open connections of one client address. Guarded by the lock of its {@link ConnectionGuard}. */
final class AddressConnections {
  private static final int IPV6_PREFIX_BYTES = 8;

  /** Of those that have waited longest, so many are looked at. */
  private static final int TRIES = 8;

  private final InetAddress origin;
  private final boolean exempt;
  private final Set<GuardedConnection> members = new HashSet<>();
  private long held;

  /**
   * An empty one.
   *
   * @param exempt whether no limit by address counts for it
   */
  AddressConnections(InetAddress origin, boolean exempt) {
    this.origin = origin;
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

  InetAddress origin() {
    return origin;
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

  boolean remove(GuardedConnection connection) {
    return members.remove(connection);
  }

  /** What all of them hold of memory, in bytes. */
  long held() {
    return held;
  }

  void hold(int more) {
    held += more;
  }

  /**
   * Ends the one that can best be spared.
   *
   * @return whether there was one; not if all are being answered, or have something to say
   */
  boolean endOne(long now) {
    Set<GuardedConnection> unwilling = new HashSet<>();
    while (unwilling.size() < TRIES) {
      Optional<GuardedConnection> longest =
          longest(each -> unwilling.contains(each) ? -1 : each.patience(now));
      if (longest.isEmpty()) {
        return false;
      }
      if (longest.get().endIfSilent()) {
        return true;
      }
      unwilling.add(longest.get());
    }
    return false;
  }

  /** Ends the one that holds memory and can best be spared, if there is one, also if it has something to say. */
  boolean endOneThatHolds(long now) {
    Optional<GuardedConnection> longest =
        longest(each -> each.held() > 0 && each.isWaiting() ? now - each.since() : -1);
    longest.ifPresent(GuardedConnection::part);
    return longest.isPresent();
  }

  private Optional<GuardedConnection> longest(ToLongFunction<GuardedConnection> patience) {
    Optional<GuardedConnection> longest = Optional.empty();
    long most = -1;
    for (GuardedConnection each : members) {
      long its = patience.applyAsLong(each);
      if (its > most) {
        most = its;
        longest = Optional.of(each);
      }
    }
    return longest;
  }
}
