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
 * Several servers on one database: applies the changes of the other servers, limits how long cached state may be used
 * without contact, and elects the server that does the maintenance for all of them. It begins before every feature that
 * caches something.
 */
public final class ClusterFeature implements Feature {
  /** The time for which changes are stored, so that a disconnected server can resume. */
  private static final Duration CHANGES_KEPT = Duration.ofMinutes(10);

  private static final int CHANGES_AT_ONCE = 1_000;
  private static final double MILLIS_A_SECOND = 1_000;

  private final Store store;
  private final InstantSource clock;
  private final Peers peers;
  private final Lease lease;
  private final Set<String> kinds;
  private Optional<Peers.Start> start = Optional.empty();

  /** Creates the feature, which follows the changes of the configured database that {@code listener} receives. */
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

  /** Returns the position at a time before anything was cached. Call it after {@link #begin}. */
  public Peers.Start start() {
    return start.orElseThrow();
  }

  /** Begins to apply all changes. Call it when all features have begun. */
  public void follow(List<Feature> features, ChangeSubscriber subscriber) {
    peers.follow(start().last(), features, kinds, subscriber);
  }

  /** Returns how recent the state of this server is. */
  public Freshness freshness() {
    return peers.freshness();
  }

  /** Returns the drift of its clock. */
  public ClockDrift drift() {
    return peers.drift();
  }

  /**
   * Returns the clock of the database as this server knows it, without a query: for times that one server seals or measures, and
   * another one compares with those in the database.
   */
  public InstantSource databaseTime() {
    return () -> freshness().alone() ? clock.instant() : drift().corrected(clock.instant());
  }

  /** Returns whether this server currently holds the lease to purge expired rows. Call it before each purge. */
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
