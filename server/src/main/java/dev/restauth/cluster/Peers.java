package dev.restauth.cluster;

import dev.restauth.feature.Feature;
import dev.restauth.store.ChangeListener;
import dev.restauth.store.ChangeListener.Batch;
import dev.restauth.store.ChangeStore.Position;
import dev.restauth.store.Snapshots;
import dev.restauth.store.StoreUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The other servers on the same database, whose changes this server receives. One thread calls
 * {@code readStart}, {@code follow} and {@code close}; the accessors are thread-safe.
 */
public final class Peers implements AutoCloseable {
  private static final long AFTER_ALL = Long.MAX_VALUE;

  /**
   * The position of the last change before this server cached anything.
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
  private long countedAt = System.nanoTime() - COUNTING_INTERVAL.toNanos(); // follower thread only
  private volatile long nodes = 1;

  /**
   * Creates the peers. This server will follow the changes that {@code listener} receives.
   *
   * @param maxStaleness the time for which cached state may be used without contact with the
   *     database; empty if no other process uses the database
   */
  Peers(ChangeListener listener, Optional<Duration> maxStaleness, InstantSource clock) {
    this.listener = listener;
    this.freshness = maxStaleness.map(Freshness::within).orElseGet(Freshness::always);
    this.clock = clock;
  }

  /**
   * Reads the start position. This server will receive all changes after this position, so the call
   * must precede anything that caches data from the database.
   *
   * @throws StoreUnavailableException if the database does not answer
   */
  Start readStart() {
    long askedAt = System.nanoTime();
    return new Start(read(AFTER_ALL, 1).position(), askedAt);
  }

  /**
   * Starts to apply changes. Must be called after all features have begun.
   *
   * @param store the store that the features read
   * @param position the position that was read before the features began
   * @param kinds the kinds of changes that this version supports
   * @param subscriber receives the changes after the features have applied them
   */
  void follow(
      Snapshots store,
      Position position,
      List<Feature> features,
      Set<String> kinds,
      ChangeSubscriber subscriber) {
    follower =
        Optional.of(new Follower(this, listener, store, position, features, kinds, subscriber));
  }

  /** Reads changes, and compares the database's clock with this server's clock. */
  Batch read(long after, long atMost) {
    Instant before = clock.instant();
    Batch news = listener.read(after, atMost);
    drift.compare(before, news.at(), clock.instant());
    return news;
  }

  /**
   * Counts the servers, for monitoring, unless they were counted less than ten seconds ago. Called
   * on the follower's thread.
   */
  void countNodes() {
    long now = System.nanoTime();
    if (now - countedAt >= COUNTING_INTERVAL.toNanos()) {
      countedAt = now;
      nodes = listener.listeners();
    }
  }

  /**
   * Returns the number of servers on the database, including this one, as counted some seconds ago.
   */
  long nodes() {
    return nodes;
  }

  /** Returns the age of this server's cached state. */
  public Freshness freshness() {
    return freshness;
  }

  /** Returns the drift between this server's clock and the database's clock. */
  public ClockDrift drift() {
    return drift;
  }

  /** Stops following changes. */
  @Override
  public void close() {
    follower.ifPresent(Follower::close);
    listener.close();
  }
}
