package dev.restauth.http;

import dev.restauth.config.AddressBlock;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.socket.SocketOptions;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Bounds connections, in total and by address, and ends those whose request does not get complete.
 * Helidon 4.5 has no limit for slow clients, and at its own limit of connections later clients hang.
 *
 * <p>At a limit the connection that has waited longest with nothing to do makes room, so that silent
 * sockets never keep out one that has something to say. Thread-safe.
 */
final class ConnectionGuard implements AutoCloseable {
  private static final long SWEEP_MILLIS = 250;

  private final int atMost;
  private final int atMostByAddress;
  private final List<AddressBlock> unlimited;
  private final GuardedConnection.Timeouts timeouts;
  private final LongSupplier nanoTime;
  private final Map<SocketAddress, GuardedConnection> connections = new ConcurrentHashMap<>();
  private final ScheduledExecutorService watchdog =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("connection-watchdog").factory());

  /**
   * A guard; its watchdog runs until {@link #close}.
   *
   * @param unlimited addresses that the limit by address does not count for
   * @param nanoTime a clock that only goes forward, in nanoseconds
   */
  ConnectionGuard(
      int atMost,
      int atMostByAddress,
      List<AddressBlock> unlimited,
      GuardedConnection.Timeouts timeouts,
      LongSupplier nanoTime) {
    this.atMost = atMost;
    this.atMostByAddress = atMostByAddress;
    this.unlimited = unlimited;
    this.timeouts = timeouts;
    this.nanoTime = nanoTime;
    var _ =
        watchdog.scheduleAtFixedRate(
            this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** The options, with the one call that Helidon makes for each connection it accepts. */
  SocketOptions admitting(SocketOptions options) {
    return new AdmittingSocketOptions(options, this::admit);
  }

  /** The selector, with its connections under guard. */
  ServerConnectionSelector guarding(ServerConnectionSelector selector) {
    return new GuardingSelector(selector, this);
  }

  /** Called by the accepting thread alone; what it throws makes Helidon close the connection. */
  private void admit(SocketChannel channel) {
    try {
      InetSocketAddress peer = (InetSocketAddress) channel.getRemoteAddress();
      InetAddress address = peer.getAddress();
      if (unlimited.stream().noneMatch(block -> block.contains(address))) {
        makeRoom(atMostByAddress, Optional.of(address));
      }
      makeRoom(atMost, Optional.empty());
      connections.put(peer, new GuardedConnection(channel, address, timeouts, nanoTime));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void makeRoom(int limit, Optional<InetAddress> address) {
    if (connections.size() < limit) {
      return;
    }
    connections.values().removeIf(GuardedConnection::isClosed);
    List<GuardedConnection> counted =
        connections.values().stream()
            .filter(connection -> address.map(connection.address()::equals).orElse(true))
            .toList();
    if (counted.size() >= limit) {
      GuardedConnection idlest =
          counted.stream()
              .filter(GuardedConnection::isWaiting)
              .min(
                  Comparator.comparing(GuardedConnection::everAnswered)
                      .thenComparingLong(GuardedConnection::since))
              .orElseThrow(() -> new IllegalStateException("too many connections"));
      idlest.end();
      connections.values().remove(idlest);
    }
  }

  private void sweep() {
    connections.values().forEach(GuardedConnection::endIfOverdue);
    connections.values().removeIf(GuardedConnection::isClosed);
  }

  @Override
  public void close() {
    watchdog.shutdownNow();
  }

  private record GuardingSelector(ServerConnectionSelector selector, ConnectionGuard guard)
      implements ServerConnectionSelector {
    @Override
    public int bytesToIdentifyConnection() {
      return selector.bytesToIdentifyConnection();
    }

    @Override
    public Support supports(BufferData data) {
      return selector.supports(data);
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
      return selector.supportedApplicationProtocols();
    }

    @Override
    public ServerConnection connection(ConnectionContext context) {
      GuardedConnection connection = guard.connections.get(context.remotePeer().address());
      return connection == null
          ? selector.connection(context)
          : connection.guard(context, selector);
    }
  }
}
