package dev.restauth.cluster;

import dev.restauth.feature.Feature;
import dev.restauth.store.ChangeListener;
import dev.restauth.store.ChangeListener.News;
import dev.restauth.store.ChangeStore.Position;
import dev.restauth.store.StoreUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The others that share the database of this server, as far as it hears of them. Met, followed and closed
 * by one thread; what others ask for is thread-safe.
 */
public final class Peers implements AutoCloseable {
  private static final long NONE_COMES_AFTER = Long.MAX_VALUE;

  /**
   * The last change before anything was remembered.
   *
   * @param askedAt when that was asked, by {@link System#nanoTime}
   */
  public record Met(Position last, long askedAt) {}

  private final ChangeListener listener;
  private final Freshness freshness;
  private final ClockDrift drift = new ClockDrift();
  private final InstantSource clock;
  private Optional<Follower> follower = Optional.empty();

  /**
   * Those that {@code listener} hears.
   *
   * @param maxStaleness how long what is remembered counts while nothing is heard; empty where this
   *     process alone works on its database, and so hears of itself
   */
  Peers(ChangeListener listener, Optional<Duration> maxStaleness, InstantSource clock) {
    this.listener = listener;
    this.freshness = maxStaleness.map(Freshness::within).orElseGet(Freshness::always);
    this.clock = clock;
  }

  /**
   * To be called before anything of the database is remembered: what changes from now on will be heard.
   *
   * @throws StoreUnavailableException where the database does not answer
   */
  Met meet() {
    long askedAt = System.nanoTime();
    return new Met(read(NONE_COMES_AFTER, 1).position(), askedAt);
  }

  /**
   * To be called once all features have begun: from now on they hear what changes.
   *
   * @param heard the last change before they did
   * @param kinds of changes, all that this program knows
   * @param subscriber is told what is known to them
   */
  void follow(
      Position heard, List<Feature> features, Set<String> kinds, ChangeSubscriber subscriber) {
    follower = Optional.of(new Follower(this, listener, heard, features, kinds, subscriber));
  }

  /** Reads, and compares the clocks by the way. */
  News read(long after, long atMost) {
    Instant before = clock.instant();
    News news = listener.read(after, atMost);
    drift.compare(before, news.at(), clock.instant());
    return news;
  }

  /** How long ago this server heard of them. */
  public Freshness freshness() {
    return freshness;
  }

  /** How far its clock is from that of the database, and so from theirs. */
  public ClockDrift drift() {
    return drift;
  }

  /** Hears no more. */
  @Override
  public void close() {
    follower.ifPresent(Follower::close);
    listener.close();
  }
}
