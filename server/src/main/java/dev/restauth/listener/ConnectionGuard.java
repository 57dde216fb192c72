package dev.restauth.listener;

import dev.restauth.config.AddressBlock;
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
 * Bounds connections, in total and by address, and the memory that all of them hold: requests that are not complete, and
 * answers that nobody takes.
 *
 * <p>At a limit the connection that has waited longest with nothing to do makes room; at a limit of all, one of the
 * address that holds most. So silent sockets never keep out one that has something to say, and nobody crowds out
 * others. Thread-safe.
 */
final class ConnectionGuard {
  private static final Comparator<AddressConnections> BY_NUMBER =
      Comparator.comparing(AddressConnections::exempt).thenComparing(each -> -each.size());

  private static final Comparator<AddressConnections> BY_MEMORY =
      Comparator.<AddressConnections, Boolean>comparing(each -> !each.exempt())
          .thenComparing(AddressConnections::held);

  /** So many crowds are asked to make room, those that are largest. */
  private static final int CROWDS = 4;

  /** So many connections make room at most for what one more piece takes. */
  private static final int AT_ONCE = 8;

  /** For so long nobody is asked again after it was in vain; in nanoseconds. */
  private static final long IN_VAIN_NANOS = 20_000_000;

  private final int atMost;
  private final int atMostByAddress;
  private final long bytesAtMost;
  private final List<AddressBlock> unlimited;
  private final Timeouts timeouts;
  private final LongSupplier nanoTime;
  private final Set<GuardedConnection> all = new HashSet<>(); // guarded by this
  private final Map<InetAddress, AddressConnections> crowds = new HashMap<>(); // guarded by this
  private long held; // guarded by this
  private long inVain; // guarded by this
  private volatile boolean tooMuchHeld;
  private volatile boolean stopping;

  /**
   * A guard of no connections yet.
   *
   * @param bytesAtMost what all may hold of memory
   * @param unlimited addresses that the limit by address does not count for
   * @param nanoTime a clock that only goes forward, in nanoseconds
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
    this.inVain = nanoTime.getAsLong() - IN_VAIN_NANOS;
  }

  long now() {
    return nanoTime.getAsLong();
  }

  boolean isStopping() {
    return stopping;
  }

  /** Connections that are open now. */
  synchronized int connections() {
    return all.size();
  }

  /** Takes a connection; empty if there is no room, and none can be made. */
  synchronized Optional<GuardedConnection> admit(ClientChannel channel, InetSocketAddress peer) {
    InetAddress address = peer.getAddress();
    Optional<AddressConnections> present =
        Optional.ofNullable(crowds.get(AddressConnections.origin(address)));
    boolean crowded =
        present.filter(each -> !each.exempt() && each.size() >= atMostByAddress).isPresent();
    if (stopping
        || (crowded && !present.get().endOne(now()))
        || (all.size() >= atMost && !makeRoom())) {
      return Optional.empty();
    }
    AddressConnections crowd =
        crowds.computeIfAbsent(
            AddressConnections.origin(address),
            origin ->
                new AddressConnections(
                    origin, unlimited.stream().anyMatch(block -> block.contains(address))));
    GuardedConnection connection =
        new GuardedConnection(channel, peer, timeouts, this, crowd, now());
    crowd.add(connection);
    all.add(connection);
    return Optional.of(connection);
  }

  /** Asks the crowds that are largest, and none for a while if they could not. */
  private boolean makeRoom() {
    long now = now();
    if (now - inVain < IN_VAIN_NANOS) {
      return false;
    }
    boolean room =
        crowds.values().stream().sorted(BY_NUMBER).limit(CROWDS).toList().stream()
            .anyMatch(crowd -> crowd.endOne(now));
    if (!room) {
      inVain = now;
    }
    return room;
  }

  /** Notes that a connection holds more memory, or less. Who holds most makes room, if it is too much. */
  synchronized void hold(GuardedConnection connection, int more) {
    if (!all.contains(connection)) {
      return;
    }
    held += more;
    connection.crowd().hold(more);
    if (more > 0) {
      makeRoomInMemory(connection);
    }
    tooMuchHeld = held > bytesAtMost;
  }

  /** If the crowd that holds most cannot, since all of it is being answered, whoever wanted more has to go. */
  private void makeRoomInMemory(GuardedConnection wanting) {
    for (int i = 0; i < AT_ONCE && held > bytesAtMost; i++) {
      Optional<AddressConnections> most = crowds.values().stream().max(BY_MEMORY);
      if (most.isEmpty() || !most.get().endOneThatHolds(now())) {
        if (wanting.isWaiting()) {
          wanting.part();
        }
        return;
      }
    }
  }

  synchronized void forget(GuardedConnection connection) {
    if (all.remove(connection)) {
      held -= connection.release();
      tooMuchHeld = held > bytesAtMost;
      AddressConnections crowd = connection.crowd();
      crowd.remove(connection);
      if (crowd.size() == 0) {
        crowds.remove(crowd.origin());
      }
      notifyAll();
    }
  }

  /** Bytes that all connections hold. */
  synchronized long held() {
    return held;
  }

  /** Whether that is more than they may, and nobody could make room. Any thread may ask, and does not wait. */
  boolean isTooMuchHeld() {
    return tooMuchHeld;
  }

  /** Those that are open now. */
  synchronized List<GuardedConnection> open() {
    return List.copyOf(all);
  }

  /** Waits until there are none. */
  synchronized void awaitNone(Duration atMost) {
    long end = now() + atMost.toNanos();
    try {
      for (long left = atMost.toNanos(); !all.isEmpty() && left > 0; left = end - now()) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Admits nobody any more. */
  void stop() {
    stopping = true;
  }
}
