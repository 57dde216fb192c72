package dev.restauth.listener;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * The open connections of one client address. Guarded by the lock of the {@link ConnectionGuard}.
 */
final class AddressConnections {
  private static final int IPV6_PREFIX_BYTES = 8;

  /**
   * The maximum number of connections that {@link #closeOne} tries to close, beginning with the
   * highest priority.
   */
  private static final int TRIES = 8;

  private final InetAddress origin;
  private final boolean exempt;
  private final Set<GuardedConnection> members = new HashSet<>();
  private long held;

  /**
   * Creates the entry of an address that has no connections yet.
   *
   * @param origin the client address, as {@link #origin(InetAddress)} returns it
   * @param exempt whether the address is exempt from the limits by address
   */
  AddressConnections(InetAddress origin, boolean exempt) {
    this.origin = origin;
    this.exempt = exempt;
  }

  /**
   * Returns the address that identifies a client. Of an IPv6 address, only the first 64 bits count,
   * because a provider assigns a prefix of at most 64 bits to each customer (RFC 6177).
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
      throw new IllegalStateException(e); // the address has sixteen bytes
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

  /** The memory that the connections of this address use, in bytes. */
  long held() {
    return held;
  }

  void addHeld(int more) {
    held += more;
  }

  /**
   * Closes the connection with the highest {@link GuardedConnection#closingPriority}. If this
   * connection has unread bytes, tries the next one.
   *
   * @return whether a connection was closed; false if no connection may be closed, or if all
   *     connections that were tried have unread bytes
   */
  boolean closeOne(long now) {
    Set<GuardedConnection> unread = new HashSet<>();
    while (unread.size() < TRIES) {
      Optional<GuardedConnection> longest =
          longest(each -> unread.contains(each) ? -1 : each.closingPriority(now));
      if (longest.isEmpty()) {
        return false;
      }
      if (longest.get().closeUnlessUnread()) {
        return true;
      }
      unread.add(longest.get());
    }
    return false;
  }

  /**
   * Returns the longest time, in nanoseconds, for which one of the connections that use memory has
   * waited; -1 if there is none.
   */
  long longestWait(long now) {
    return members.stream().mapToLong(each -> waitHoldingMemory(each, now)).max().orElse(-1);
  }

  private static long waitHoldingMemory(GuardedConnection connection, long now) {
    return connection.held() > 0 && connection.isWaiting() ? now - connection.since() : -1;
  }

  /**
   * Closes the longest-waiting connection among those that use memory, even if it has unread bytes.
   * Returns whether there was such a connection.
   */
  boolean closeOneHoldingMemory(long now) {
    Optional<GuardedConnection> longest = longest(each -> waitHoldingMemory(each, now));
    longest.ifPresent(GuardedConnection::closeForOthers);
    return longest.isPresent();
  }

  private Optional<GuardedConnection> longest(ToLongFunction<GuardedConnection> priority) {
    Optional<GuardedConnection> longest = Optional.empty();
    long most = -1;
    for (GuardedConnection each : members) {
      long its = priority.applyAsLong(each);
      if (its > most) {
        most = its;
        longest = Optional.of(each);
      }
    }
    return longest;
  }
}
