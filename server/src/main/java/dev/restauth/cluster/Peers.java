package dev.restauth.cluster;

import dev.restauth.store.ChangeListener;
import dev.restauth.store.ChangeListener.News;
import dev.restauth.store.ChangeStore.Position;
import dev.restauth.store.Store;
import dev.restauth.store.StoreUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BooleanSupplier;

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

  /** What is heard with, and since when. */
  private record Link(ChangeListener listener, Met met) {}

  private final Freshness freshness;
  private final ClockDrift drift;
  private final InstantSource clock;
  private final Link link;
  private Optional<Follower> follower = Optional.empty();

  private Peers(Freshness freshness, ClockDrift drift, InstantSource clock, Link link) {
    this.freshness = freshness;
    this.drift = drift;
    this.clock = clock;
    this.link = link;
  }

  /**
   * To be called before anything of the database is remembered: what changes from now on will be heard.
   *
   * @param maxStaleness how long what is remembered counts while nothing is heard; empty where this
   *     process alone works on its database, and so hears of itself
   * @throws StoreUnavailableException where the database does not answer
   */
  public static Peers meet(
      ChangeListener listener, Optional<Duration> maxStaleness, InstantSource clock) {
    ClockDrift drift = new ClockDrift();
    Freshness freshness = maxStaleness.map(Freshness::within).orElseGet(Freshness::always);
    long askedAt = System.nanoTime();
    Position last = read(listener, NONE_COMES_AFTER, 1, drift, clock).position();
    return new Peers(freshness, drift, clock, new Link(listener, new Met(last, askedAt)));
  }

  /** The last change before anything was remembered. */
  public Met met() {
    return link.met();
  }

  /**
   * To be called once all that {@code memory} holds is read: from now on it follows what changes.
   *
   * @param audience is told what memory knows
   */
  public void follow(Memory memory, Audience audience) {
    follower =
        Optional.of(new Follower(this, link.listener(), link.met().last(), memory, audience));
  }

  /** Reads, and compares the clocks by the way. */
  News read(ChangeListener listener, long after, long atMost) {
    return read(listener, after, atMost, drift, clock);
  }

  private static News read(
      ChangeListener listener, long after, long atMost, ClockDrift drift, InstantSource clock) {
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

  /** Whether this server is the one of them that removes what has ended, asked each time. */
  public BooleanSupplier turn(Store store) {
    return freshness.alone() ? () -> true : new Turn(store)::take;
  }

  /** Hears no more. */
  @Override
  public void close() {
    follower.ifPresent(Follower::close);
    link.listener().close();
  }
}
