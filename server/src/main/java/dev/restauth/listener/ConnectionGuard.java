package dev.restauth.listener;

import dev.restauth.config.AddressBlock;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.socket.SocketOptions;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Bounds connections, in total and by address, and ends those whose request does not get complete.
 * Helidon 4.5 has no limit for slow clients, and at its own limit of connections later clients hang.
 *
 * <p>At a limit the connection that has waited longest with nothing to do makes room, at the total
 * limit one of the address that holds most: so silent sockets never keep out one that has something
 * to say, and nobody crowds out others. Thread-safe.
 */
final class ConnectionGuard implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ConnectionGuard.class.getName());
  private static final long SWEEP_MILLIS = 250;
  private static final Duration ENDING_AT_MOST = Duration.ofSeconds(1);

  private final int atMost;
  private final int atMostByAddress;
  private final List<AddressBlock> unlimited;
  private final Timeouts timeouts;
  private final LongSupplier nanoTime;
  private final Map<SocketAddress, GuardedConnection> byPeer = new ConcurrentHashMap<>();
  private final Map<InetAddress, Crowd> crowds = new HashMap<>(); // guarded by this
  private volatile boolean stopping; // written by who has the lock
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
      Timeouts timeouts,
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

  /** The selector, with its connections, and those of HTTP/2, under guard. */
  ServerConnectionSelector guarding(ServerConnectionSelector http1, Http2Requests http2) {
    return new GuardingSelector(http1, http2, this);
  }

  /** Connections that are open now. */
  int connections() {
    return byPeer.size();
  }

  /** Called by the accepting thread alone; what it throws makes Helidon close the connection. */
  private void admit(SocketChannel channel) {
    try {
      InetSocketAddress peer = (InetSocketAddress) channel.getRemoteAddress();
      admit(new GuardedConnection(channel, peer, timeouts, nanoTime, this::forget));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized void admit(GuardedConnection connection) {
    if (stopping) {
      throw new IllegalStateException("stopping");
    }
    InetAddress address = connection.peer().getAddress();
    InetAddress origin = Crowd.origin(address);
    Crowd crowd = crowds.get(origin);
    if (crowd != null && !crowd.exempt() && crowd.size() >= atMostByAddress) {
      makeRoomIn(Stream.of(crowd));
    }
    if (byPeer.size() >= atMost) {
      makeRoomIn(
          crowds.values().stream()
              .sorted(Comparator.comparing(Crowd::exempt).thenComparing(each -> -each.size())));
    }
    crowds
        .computeIfAbsent(
            origin, _ -> new Crowd(unlimited.stream().anyMatch(block -> block.contains(address))))
        .add(connection);
    Optional.ofNullable(byPeer.put(connection.peer(), connection)).ifPresent(this::leave);
  }

  /** Waits, too, so that the sockets of those that were ended do not pile up. */
  private void makeRoomIn(Stream<Crowd> inOrder) {
    long now = nanoTime.getAsLong();
    forget(
        inOrder
            .flatMap(crowd -> crowd.endOne(now).stream())
            .findFirst()
            .filter(ended -> ended.awaitOver(ENDING_AT_MOST))
            .orElseThrow(() -> new IllegalStateException("too many connections")));
  }

  private synchronized void forget(GuardedConnection connection) {
    if (byPeer.remove(connection.peer(), connection)) {
      leave(connection);
    }
  }

  private void leave(GuardedConnection connection) {
    InetAddress origin = Crowd.origin(connection.peer().getAddress());
    crowds.computeIfPresent(
        origin,
        (_, crowd) -> {
          crowd.remove(connection);
          return crowd.size() == 0 ? null : crowd;
        });
  }

  private void sweep() {
    try {
      for (GuardedConnection connection : byPeer.values()) {
        connection.endIfOverdue();
        if (stopping) {
          connection.endIfStuckTelling();
          connection.stopStreams();
        }
        if (connection.isOver()) {
          forget(connection);
        }
      }
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "looking after connections failed", e); // and goes on
    }
  }

  /** Admits nobody any more and ends what only waits, so that a stop need not wait for it. */
  void stop() {
    synchronized (this) {
      stopping = true;
    }
    byPeer.values().forEach(GuardedConnection::endIfBetweenRequests);
    byPeer.values().forEach(GuardedConnection::stopStreams);
  }

  @Override
  public void close() {
    watchdog.shutdownNow();
  }

  private record GuardingSelector(
      ServerConnectionSelector http1, Http2Requests http2, ConnectionGuard guard)
      implements ServerConnectionSelector {
    @Override
    public int bytesToIdentifyConnection() {
      return http1.bytesToIdentifyConnection();
    }

    @Override
    public Support supports(BufferData data) {
      return http1.supports(data);
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
      return Stream.concat(
              Stream.of(VersionedConnection.ALPN), http1.supportedApplicationProtocols().stream())
          .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public ServerConnection connection(ConnectionContext context) {
      return Optional.ofNullable(context.remotePeer().address()) // null once it is closed
          .map(guard.byPeer::get)
          .orElseThrow(() -> new CloseConnectionException("it was ended before it began"))
          .guard(context, http1, http2);
    }
  }
}
