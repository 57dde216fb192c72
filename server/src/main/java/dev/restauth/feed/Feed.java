package dev.restauth.feed;

import dev.restauth.cluster.ChangeSubscriber;
import dev.restauth.cluster.Peers;
import dev.restauth.figure.Figure;
import dev.restauth.http.UnavailableException;
import dev.restauth.servicekey.ServiceKeyChanged;
import dev.restauth.store.ChangeStore.Numbered;
import dev.restauth.store.ChangeStore.Position;
import dev.restauth.store.Store;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * The feed of revocations, which sends the revocations to subscribers in the order of the commits.
 * One thread publishes changes. For each subscriber, a separate thread writes the events that the
 * subscriber lacks. Thread-safe.
 */
public final class Feed implements ChangeSubscriber, AutoCloseable {
  /** The size of the buffer in bytes, enough for some 40,000 events. */
  private static final long BUFFER_BYTES = 16L << 20;

  /** The age of this server's state, in nanoseconds, above which the state may be incomplete. */
  private static final long STALE_NANOS = Duration.ofSeconds(3).toNanos();

  private static final double NANOS_A_SECOND = 1e9;

  private static final String STALE =
      "This server has received nothing from the database for 3 seconds. Try another server, or try"
          + " again in a few seconds.";

  private final Store store;
  private final FeedContent content;
  private final Events events;
  private final Snapshot snapshot;
  private final LongAdder published = new LongAdder();
  private final LongAdder subscriptions = new LongAdder();
  private final LongAdder subscribers = new LongAdder();

  /** The current state. It is written only under the lock of this object. */
  private volatile FeedState state = FeedState.beforeBegin();

  /** Creates a feed that refuses subscriptions until {@link #begin} is called. */
  public Feed(Store store, FeedContent content) {
    this.store = store;
    this.content = content;
    this.events = new Events(content);
    this.snapshot = new Snapshot(store, content);
  }

  /**
   * Starts the feed, and fills the buffer with earlier changes. After a restart, all subscribers
   * reconnect at the same time. Without these changes in the buffer, each subscription would read
   * them from the database.
   *
   * @param start the position from which this server applies changes: the change after this
   *     position is the first to publish. The position may have been read long ago
   */
  public synchronized void begin(Peers.Start start) {
    EventBuffer before =
        new Replay(store, events, start.last().epoch())
            .latestUpTo(start.last().number(), BUFFER_BYTES);
    replaceState(FeedState.at(start.last(), before, start.askedAt()));
  }

  private static EventBuffer emptyBuffer(Position from) {
    return new EventBuffer(from.number(), BUFFER_BYTES);
  }

  @Override
  public synchronized void applied(Position upTo, List<Numbered> changes) {
    boolean keys = false;
    for (Numbered numbered : changes) {
      events
          .of(upTo.epoch(), numbered)
          .ifPresent(
              event -> {
                state.buffer().add(event);
                published.increment();
              });
      keys |= numbered.change().is(ServiceKeyChanged.KIND);
    }
    replaceState(state.advance(upTo, keys));
  }

  @Override
  public synchronized void reset(Position from) {
    snapshot.drop();
    replaceState(state.reset(from, emptyBuffer(from)));
  }

  @Override
  public synchronized void upToDate(long askedAt) {
    replaceState(state.upToDate(askedAt));
    snapshot.dropOld();
  }

  /** Ends all subscriptions, and refuses new ones. */
  @Override
  public synchronized void close() {
    replaceState(state.close());
  }

  private void replaceState(FeedState next) {
    FeedState before = state;
    state = next;
    before.replaced().countDown();
  }

  FeedState state() {
    return state;
  }

  /** Counts a subscriber while its subscription runs. */
  void serve(Runnable subscription) {
    subscriptions.increment();
    subscribers.increment();
    try {
      subscription.run();
    } finally {
      subscribers.decrement();
    }
  }

  List<Figure> figures() {
    return List.of(
        Figure.gauge(
            "restauth_feed_subscribers",
            "Resource servers that are connected to the feed of revocations",
            subscribers::sum),
        Figure.counter(
            "restauth_feed_subscriptions_total", "Subscriptions that began", subscriptions::sum),
        Figure.counter("restauth_feed_events_total", "Events that were published", published::sum),
        Figure.gauge(
            "restauth_feed_lag_seconds",
            "Time since the feed had all changes of the database",
            () -> state.ageNanos() / NANOS_A_SECOND),
        Figure.counter(
            "restauth_feed_snapshots_total",
            "Snapshots of all revocations that were read for subscribers",
            snapshot::count));
  }

  Position subscriberPosition(Position at) {
    return content.subscriberPosition(at);
  }

  static boolean isStale(FeedState state) {
    return state.ageNanos() >= STALE_NANOS;
  }

  /**
   * Creates a subscription.
   *
   * @param last the last position that the subscriber has received; empty if it has received none
   * @param withRights whether the subscriber requested changed rights, so that a snapshot must
   *     contain them
   * @param stillAuthorized whether the subscriber is still authorized
   * @throws UnavailableException if the state of this server may be incomplete
   */
  Subscription subscribe(
      Optional<Position> last, boolean withRights, BooleanSupplier stillAuthorized) {
    long askedAt = System.nanoTime();
    FeedState now = state;
    if (now.closed() || isStale(now)) {
      throw new UnavailableException(STALE);
    }
    Replay replay = new Replay(store, events, now.upTo().epoch());
    Optional<Position> resumable =
        last.filter(position -> position.epoch().equals(subscriberPosition(now.upTo()).epoch()))
            .filter(position -> canResume(position.number(), now, replay));
    List<byte[]> opening;
    long after;
    if (resumable.isPresent()) {
      after = resumable.get().number();
      opening = List.of(FeedEncoder.resumed(after));
    } else {
      Snapshot.Encoded whole = snapshot.take(this);
      if (!whole.at().epoch().equals(now.upTo().epoch())) {
        throw new UnavailableException(STALE); // the epoch has just changed
      }
      after = whole.at().number();
      opening = withRights ? whole.withRights() : whole.plain();
    }
    return new Subscription(this, replay, opening, after, askedAt, now, stillAuthorized);
  }

  /**
   * Returns whether a subscription can resume at a position: all changes after the position are in
   * memory or in the database, or the position comes from another server that was ahead. In the
   * latter case, this server will soon reach the position.
   */
  private boolean canResume(long number, FeedState now, Replay replay) {
    return number <= now.upTo().number()
        ? now.buffer().reachesBackTo(number) || replay.isWholeAfter(number)
        : replay.exists(number);
  }

  /**
   * Waits for a condition.
   *
   * @return whether the condition became true before the time-out
   */
  boolean await(Predicate<FeedState> condition, Duration atMost) {
    long end = System.nanoTime() + atMost.toNanos();
    FeedState now = state;
    while (!condition.test(now)) {
      long left = end - System.nanoTime();
      if (now.closed() || left <= 0) {
        return false;
      }
      await(now, left);
      now = state;
    }
    return true;
  }

  /** Waits until another state has replaced this one. */
  static void await(FeedState seen, long nanosAtMost) {
    try {
      var _ = seen.replaced().await(nanosAtMost, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException(STALE);
    }
  }
}
