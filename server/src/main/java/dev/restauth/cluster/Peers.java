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

  /** What is heard with, and the last change before anything was remembered. */
  private record Link(ChangeListener listener, Position met) {}

  private final Freshness freshness;
  private final ClockDrift drift;
  private final InstantSource clock;
  private final Optional<Link> link;
  private Optional<Follower> follower = Optional.empty();

  private Peers(Freshness freshness, ClockDrift drift, InstantSource clock, Optional<Link> link) {
    this.freshness = freshness;
    this.drift = drift;
    this.clock = clock;
    this.link = link;
  }

  /**
   * To be called before anything of the database is remembered: what changes from now on will be heard.
   *
   * @param listener empty where this process alone works on its database
   * @param maxStaleness how long what is remembered counts while nothing is heard
   * @throws StoreUnavailableException where the database does not answer
   */
  public static Peers meet(
      Optional<ChangeListener> listener, Duration maxStaleness, InstantSource clock) {
    ClockDrift drift = new ClockDrift();
    return listener
        .map(
            there -> {
              Freshness freshness = Freshness.within(maxStaleness);
              Position met = read(there, NONE_COMES_AFTER, 1, drift, clock).position();
              return new Peers(freshness, drift, clock, Optional.of(new Link(there, met)));
            })
        .orElseGet(() -> new Peers(Freshness.always(), drift, clock, Optional.empty()));
  }

  /** To be called once all that {@code memory} holds is read: from now on it follows what changes. */
  public void follow(Memory memory) {
    follower = link.map(to -> new Follower(this, to.listener(), to.met(), memory));
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
    return link.isPresent() ? new Turn(store)::take : () -> true;
  }

  /** Hears no more. */
  @Override
  public void close() {
    follower.ifPresent(Follower::close);
    link.map(Link::listener).ifPresent(ChangeListener::close);
  }
}
