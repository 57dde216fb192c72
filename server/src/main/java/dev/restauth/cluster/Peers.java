package dev.restauth.cluster;

import dev.restauth.feature.Feature;
import dev.restauth.store.ChangeListener;
import dev.restauth.store.ChangeListener.Batch;
import dev.restauth.store.ChangeStore.Position;
import dev.restauth.store.StoreUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The other servers on the same database, whose changes this server receives. One thread begins, follows and closes it;
 * the accessors are thread-safe.
 */
public final class Peers implements AutoCloseable {
  private static final long AFTER_ALL = Long.MAX_VALUE;

  /**
   * The position at a time before anything was cached.
   *
   * @param askedAt the time of the query, by {@link System#nanoTime}
   */
  public record Start(Position last, long askedAt) {}

  private static final Duration COUNTING_INTERVAL = Duration.ofSeconds(10);

  private final ChangeListener listener;
  private final Freshness freshness;
  private final ClockDrift drift = new ClockDrift();
  private final InstantSource clock;
  private Optional<Follower> follower = Optional.empty();
  private long countedAt = System.nanoTime() - COUNTING_INTERVAL.toNanos(); // of the follower
  private volatile long nodes = 1;

  /**
   * Creates the follower of the changes that {@code listener} receives.
   *
   * @param maxStaleness the time for which cached state may be used without contact; empty if no other process uses the
   *     database
   */
  Peers(ChangeListener listener, Optional<Duration> maxStaleness, InstantSource clock) {
    this.listener = listener;
    this.freshness = maxStaleness.map(Freshness::within).orElseGet(Freshness::always);
    this.clock = clock;
  }

  /**
   * Reads the start position. Call it before anything is cached from the database: this server receives all changes after
   * it.
   *
   * @throws StoreUnavailableException if the database does not answer
   */
  Start readStart() {
    long askedAt = System.nanoTime();
    return new Start(read(AFTER_ALL, 1).position(), askedAt);
  }

  /**
   * Begins to apply changes. Call it once all features have begun.
   *
   * @param position the position from before they began
   * @param kinds the kinds of changes that this version supports
   * @param subscriber the receiver of changes after the features have applied them
   */
  void follow(
      Position position, List<Feature> features, Set<String> kinds, ChangeSubscriber subscriber) {
    follower = Optional.of(new Follower(this, listener, position, features, kinds, subscriber));
  }

  /** Reads changes, and compares the clocks. */
  Batch read(long after, long atMost) {
    Instant before = clock.instant();
    Batch news = listener.read(after, atMost);
    drift.compare(before, news.at(), clock.instant());
    return news;
  }

  /** Counts the servers, for the monitoring, if it was not done in the last seconds. Called by the follower. */
  void countNodes() {
    long now = System.nanoTime();
    if (now - countedAt >= COUNTING_INTERVAL.toNanos()) {
      countedAt = now;
      nodes = listener.listeners();
    }
  }

  /** Returns the number of servers on the database, this one included, as of some seconds ago. */
  long nodes() {
    return nodes;
  }

  /** Returns how recent the state of this server is. */
  public Freshness freshness() {
    return freshness;
  }

  /** Returns the drift of its clock from the database's. */
  public ClockDrift drift() {
    return drift;
  }

  /** Stops following. */
  @Override
  public void close() {
    follower.ifPresent(Follower::close);
    listener.close();
  }
}
