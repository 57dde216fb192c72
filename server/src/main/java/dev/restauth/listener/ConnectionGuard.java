package dev.restauth.listener;

import dev.restauth.config.AddressBlock;
import dev.restauth.http.UnixPeer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Limits the number of connections, in total and by address. Also limits the memory that
 * connections use for incomplete requests, and for answers that clients do not read.
 *
 * <p>At the limit of an address, the guard closes the connection of this address that has been idle
 * longest. At the total limit of connections, it closes a connection of the address that has the
 * most connections; at the limit of memory, one of the address that uses the most memory. So idle
 * sockets never prevent a client from sending a request, and no client can displace other clients.
 * Thread-safe.
 */
final class ConnectionGuard {
  private static final Comparator<AddressConnections> BY_NUMBER =
      Comparator.comparing(AddressConnections::exempt).thenComparing(each -> -each.size());

  private static final Comparator<AddressConnections> BY_MEMORY =
      Comparator.<AddressConnections, Boolean>comparing(each -> !each.exempt())
          .thenComparing(AddressConnections::held);

  /**
   * The number of addresses whose connections the guard tries to close to make room. It begins with
   * the addresses that have the most connections.
   */
  private static final int ADDRESSES_TRIED = 4;

  /** The maximum number of connections that are closed when one connection needs more memory. */
  private static final int CLOSED_AT_ONCE = 8;

  /** The delay between a failed attempt to make room and the next attempt, in nanoseconds. */
  private static final long RETRY_NANOS = 20_000_000;

  private final int atMost;
  private final int atMostByAddress;
  private final long bytesAtMost;
  private final List<AddressBlock> unlimited;
  private final Timeouts timeouts;
  private final LongSupplier nanoTime;
  private final ConnectionCounts counts = new ConnectionCounts();
  private final Set<GuardedConnection> all = new HashSet<>(); // guarded by this
  private final Map<InetAddress, AddressConnections> byAddress = new HashMap<>(); // guarded by this
  private long held; // guarded by this
  private long lastFailure; // guarded by this
  private volatile boolean tooMuchHeld;
  private volatile boolean stopping;

  /**
   * Creates a guard without connections.
   *
   * @param atMost the maximum number of connections in total
   * @param atMostByAddress the maximum number of connections from one address
   * @param bytesAtMost the maximum memory of all connections together, in bytes
   * @param unlimited the addresses that are exempt from the limit by address
   * @param timeouts the time-outs of connections
   * @param nanoTime a monotonic clock, in nanoseconds
   */
  ConnectionGuard(
      int atMost,
      int atMostByAddress,
      long bytesAtMost,
      List<AddressBlock> unlimited,
      Timeouts timeouts,
      LongSupplier nanoTime) {
    this.atMost = atMost;
    this.atMostByAddress = atMostByAddress;
    this.bytesAtMost = bytesAtMost;
    this.unlimited = unlimited;
    this.timeouts = timeouts;
    this.nanoTime = nanoTime;
    this.lastFailure = nanoTime.getAsLong() - RETRY_NANOS;
  }

  long now() {
    return nanoTime.getAsLong();
  }

  boolean isStopping() {
    return stopping;
  }

  synchronized int connections() {
    return all.size();
  }

  /** Adds a connection. Returns empty if there is no room and no other connection can be closed. */
  Optional<GuardedConnection> admit(ClientChannel channel, InetSocketAddress peer) {
    return admit(channel, peer, Optional.empty());
  }

  /**
   * Adds a connection, which may be on a Unix socket. Returns empty if there is no room and no
   * other connection can be closed.
   *
   * @param peer the address of the client; all clients of a Unix socket have the same address
   * @param unixPeer the process at the other end of a Unix socket
   */
  synchronized Optional<GuardedConnection> admit(
      ClientChannel channel, InetSocketAddress peer, Optional<UnixPeer> unixPeer) {
    InetAddress address = peer.getAddress();
    Optional<AddressConnections> present =
        Optional.ofNullable(byAddress.get(AddressConnections.origin(address)));
    boolean full =
        present.filter(each -> !each.exempt() && each.size() >= atMostByAddress).isPresent();
    Optional<String> refusal = refusal(full ? present : Optional.empty());
    if (refusal.isPresent()) {
      counts.refused(refusal.get());
      return Optional.empty();
    }
    AddressConnections ofAddress =
        byAddress.computeIfAbsent(
            AddressConnections.origin(address),
            origin ->
                new AddressConnections(
                    origin, unlimited.stream().anyMatch(block -> block.contains(address))));
    GuardedConnection connection =
        new GuardedConnection(channel, peer, unixPeer, timeouts, this, ofAddress, now());
    ofAddress.add(connection);
    all.add(connection);
    counts.accepted();
    return Optional.of(connection);
  }

  /**
   * Returns the reason for refusing a new connection; empty if there is room. Closes another
   * connection first if room is needed.
   */
  private Optional<String> refusal(Optional<AddressConnections> full) {
    if (stopping) {
      return Optional.of(ConnectionCounts.STOPPING);
    }
    if (full.isPresent()) {
      if (!full.get().closeOne(now())) {
        return Optional.of(ConnectionCounts.ADDRESS_LIMIT);
      }
      counts.closed(ConnectionCounts.ADDRESS_LIMIT);
    }
    if (all.size() >= atMost) {
      if (!makeRoom()) {
        return Optional.of(ConnectionCounts.TOTAL_LIMIT);
      }
      counts.closed(ConnectionCounts.TOTAL_LIMIT);
    }
    return Optional.empty();
  }

  ConnectionCounts counts() {
    return counts;
  }

  int atMost() {
    return atMost;
  }

  /** The maximum memory of all connections, in bytes. */
  long bytesAtMost() {
    return bytesAtMost;
  }

  /**
   * Closes a connection of an address that has many connections. After a failure, makes no attempt
   * for {@link #RETRY_NANOS}.
   */
  private boolean makeRoom() {
    long now = now();
    if (now - lastFailure < RETRY_NANOS) {
      return false;
    }
    boolean room =
        byAddress.values().stream().sorted(BY_NUMBER).limit(ADDRESSES_TRIED).toList().stream()
            .anyMatch(each -> each.closeOne(now));
    if (!room) {
      lastFailure = now;
    }
    return room;
  }

  /**
   * Adds to the memory of a connection. If the total is too high, closes connections of the address
   * that uses the most memory.
   */
  synchronized void hold(GuardedConnection connection, int more) {
    if (!all.contains(connection)) {
      return;
    }
    held += more;
    connection.ofAddress().addHeld(more);
    if (more > 0) {
      freeMemory(connection);
    }
    tooMuchHeld = held > bytesAtMost;
  }

  /**
   * Closes connections of the address that uses the most memory, and among such addresses, of the
   * one whose connection has waited longest: a client that has just come soon needs less memory,
   * because its TLS handshake comes next ({@link HandshakeQueue}). If these connections all have
   * requests in progress, closes the connection that has grown, unless it has a request in
   * progress, too.
   */
  private void freeMemory(GuardedConnection grown) {
    for (int i = 0; i < CLOSED_AT_ONCE && held > bytesAtMost; i++) {
      long now = now();
      Optional<AddressConnections> most =
          byAddress.values().stream()
              .max(BY_MEMORY.thenComparingLong(each -> each.longestWait(now)));
      if (most.isEmpty() || !most.get().closeOneHoldingMemory(now)) {
        if (grown.isWaiting()) {
          grown.closeForOthers();
          counts.closed(ConnectionCounts.MEMORY);
        }
        return;
      }
      counts.closed(ConnectionCounts.MEMORY);
    }
  }

  synchronized void remove(GuardedConnection connection) {
    if (all.remove(connection)) {
      int released = connection.release();
      held -= released;
      tooMuchHeld = held > bytesAtMost;
      AddressConnections ofAddress = connection.ofAddress();
      ofAddress.addHeld(-released);
      ofAddress.remove(connection);
      if (ofAddress.size() == 0) {
        byAddress.remove(ofAddress.origin());
      }
      notifyAll();
    }
  }

  /** The memory of all connections, in bytes. */
  synchronized long held() {
    return held;
  }

  /**
   * Returns whether all connections together use more memory than allowed, even after some were
   * closed. Never blocks; any thread may call this method.
   */
  boolean isTooMuchHeld() {
    return tooMuchHeld;
  }

  synchronized List<GuardedConnection> open() {
    return List.copyOf(all);
  }

  /**
   * Waits until no connection is open, but not longer than this time. An interrupt does not end the
   * wait.
   */
  synchronized void awaitNone(Duration atMost) {
    long end = now() + atMost.toNanos();
    boolean interrupted = false;
    for (long left = atMost.toNanos(); !all.isEmpty() && left > 0; left = end - now()) {
      try {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      } catch (InterruptedException e) {
        interrupted = true; // and keeps waiting until the time is over
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Admits no more connections. */
  void stop() {
    stopping = true;
  }
}
