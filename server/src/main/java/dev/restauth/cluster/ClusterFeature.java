package dev.restauth.cluster;

import dev.restauth.config.Config;
import dev.restauth.feature.Feature;
import dev.restauth.figure.Figure;
import dev.restauth.http.RouteTable;
import dev.restauth.runtime.MaintenanceTasks;
import dev.restauth.store.ChangeListener;
import dev.restauth.store.Store;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The feature for several servers on one database. It applies the changes of the other servers, and
 * limits how long cached state may be used without contact with the database. It also elects the
 * server that does the maintenance for all servers. It begins before every feature that caches
 * data.
 */
public final class ClusterFeature implements Feature {
  /**
   * The time for which changes are stored. A server that was disconnected for less than this time
   * can catch up.
   */
  private static final Duration CHANGES_KEPT = Duration.ofMinutes(10);

  private static final int CHANGES_AT_ONCE = 1_000;
  private static final double MILLIS_A_SECOND = 1_000;

  private final Store store;
  private final InstantSource clock;
  private final Peers peers;
  private final Lease lease;
  private final Set<String> kinds;
  private Optional<Peers.Start> start = Optional.empty();

  /**
   * Creates the feature, which will follow the changes that {@code listener} receives.
   */
  public ClusterFeature(
      Config config, Store store, ChangeListener listener, Set<String> kinds, InstantSource clock) {
    this.store = store;
    this.clock = clock;
    this.peers = new Peers(listener, ClusterSettings.maxStaleness(config), clock);
    this.lease = new Lease(store);
    this.kinds = Set.copyOf(kinds);
  }

  @Override
  public void begin() {
    start = Optional.of(peers.readStart());
  }

  /**
   * Returns the position of the last change before this server cached anything. Must be called
   * after {@link #begin}.
   */
  public Peers.Start start() {
    return start.orElseThrow();
  }

  /** Starts to apply all changes. Must be called after all features have begun. */
  public void follow(List<Feature> features, ChangeSubscriber subscriber) {
    peers.follow(store, start().last(), features, kinds, subscriber);
  }

  /** Returns the age of this server's cached state. */
  public Freshness freshness() {
    return peers.freshness();
  }

  /** Returns the drift of this server's clock. */
  public ClockDrift drift() {
    return peers.drift();
  }

  /**
   * Returns an estimate of the database's time, without a query. It is for times that another
   * server will compare with times in the database, such as times in sealed data.
   */
  public InstantSource databaseTime() {
    return () -> freshness().alone() ? clock.instant() : drift().corrected(clock.instant());
  }

  /**
   * Returns whether this server currently has the lease for removing expired rows. Must be called
   * before each removal.
   */
  public boolean holdsLease() {
    return freshness().alone() || lease.take();
  }

  @Override
  public List<Figure> figures() {
    return List.of(
        Figure.gauge(
            "restauth_cluster_nodes", "Servers on the database, this one included", peers::nodes),
        Figure.gauge(
            "restauth_cluster_usable",
            "1 while cached state may be used, and so requests are answered; otherwise 0",
            () -> freshness().isUsable() ? 1 : 0),
        Figure.gauge(
            "restauth_cluster_staleness_seconds",
            "Time since all changes of other servers were applied; 0 for a server that is alone on its database",
            () -> freshness().alone() ? 0 : seconds(freshness().age())),
        Figure.gauge(
            "restauth_cluster_staleness_limit_seconds",
            "Time without contact to the database after which requests are refused; 0 if it is alone",
            () -> seconds(freshness().maxStaleness())),
        Figure.gauge(
            "restauth_cluster_clock_ahead_seconds",
            "How far the clock of this server is ahead of the database's; negative if it is behind",
            () -> seconds(drift().ahead())));
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / MILLIS_A_SECOND;
  }

  @Override
  public List<RouteTable.Routes> routes() {
    return List.of(new HealthRoutes(peers));
  }

  @Override
  public List<MaintenanceTasks.Task> maintenanceTasks() {
    return List.of(
        new MaintenanceTasks.Task(
            "removing old changes", () -> holdsLease() && removeOldChanges()));
  }

  private boolean removeOldChanges() {
    return store.<Integer>inTransaction(
            tx -> tx.changes().purge(tx.now().minus(CHANGES_KEPT), CHANGES_AT_ONCE))
        == CHANGES_AT_ONCE;
  }

  @Override
  public void close() {
    peers.close();
  }
}
