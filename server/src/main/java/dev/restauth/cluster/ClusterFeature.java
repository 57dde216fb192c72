package dev.restauth.cluster;

import dev.restauth.config.Config;
import dev.restauth.feature.Feature;
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
 * Many servers on one database: what others change is heard, how long it counts when nothing is heard, and
 * who does what one is to do for all. It begins before any feature that remembers something.
 */
public final class ClusterFeature implements Feature {
  /** How long a server that was cut off may still read on from where it was. */
  private static final Duration CHANGES_KEPT = Duration.ofMinutes(10);

  private static final int CHANGES_AT_ONCE = 1_000;

  private final Store store;
  private final Peers peers;
  private final Lease lease;
  private final Set<String> kinds;
  private Optional<Peers.Met> met = Optional.empty();

  /** Of those who work on the database that is configured, and make it known to {@code listener}. */
  public ClusterFeature(
      Config config, Store store, ChangeListener listener, Set<String> kinds, InstantSource clock) {
    this.store = store;
    this.peers = new Peers(listener, ClusterSettings.maxStaleness(config), clock);
    this.lease = new Lease(store);
    this.kinds = Set.copyOf(kinds);
  }

  @Override
  public void begin() {
    met = Optional.of(peers.meet());
  }

  /** The last change before anything was remembered; to be asked for after the beginning. */
  public Peers.Met met() {
    return met.orElseThrow();
  }

  /** To be called when all features have begun: from now on they hear what changes, and so does the audience. */
  public void follow(List<Feature> features, ChangeSubscriber subscriber) {
    peers.follow(met().last(), features, kinds, subscriber);
  }

  /** How long ago this server heard of the others. */
  public Freshness freshness() {
    return peers.freshness();
  }

  /** How far its clock is from theirs. */
  public ClockDrift drift() {
    return peers.drift();
  }

  /** Whether this server is the one of them that removes what has ended, asked each time. */
  public boolean hasTurn() {
    return freshness().alone() || lease.take();
  }

  @Override
  public List<RouteTable.Routes> routes() {
    return List.of(new HealthRoutes(peers));
  }

  @Override
  public List<MaintenanceTasks.Task> upkeep() {
    return List.of(
        new MaintenanceTasks.Task("forgetting changes", () -> hasTurn() && removeOldChanges()));
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
