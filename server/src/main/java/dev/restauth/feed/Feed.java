package dev.restauth.feed;

import dev.restauth.cluster.ChangeSubscriber;
import dev.restauth.cluster.Peers;
import dev.restauth.http.UnavailableException;
import dev.restauth.servicekey.ServiceKeyChanged;
import dev.restauth.store.ChangeStore.Numbered;
import dev.restauth.store.ChangeStore.Position;
import dev.restauth.store.Store;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Tells subscribers what was revoked, in the order of the commits. One thread tells it; each subscriber
 * has a thread of its own that takes what it has not had. Thread-safe.
 */
public final class Feed implements ChangeSubscriber, AutoCloseable {
  /** Some 40,000 events, bytes. */
  private static final long RECENT_BYTES = 16L << 20;

  /** From here on this server does not know whether it has heard all. */
  private static final long STALE_NANOS = Duration.ofSeconds(3).toNanos();

  private static final String STALE =
      "This server has not heard from the database for 3 seconds. Try another one, or again in a few"
          + " seconds.";

  private final Store store;
  private final FeedContent content;
  private final Events events;
  private final Snapshot snapshot;

  /** Written by whoever has the lock. */
  private volatile FeedState state = FeedState.nothing();

  /** A feed that nobody can subscribe to before {@link #begin}. */
  public Feed(Store store, FeedContent content) {
    this.store = store;
    this.content = content;
    this.events = new Events(content);
    this.snapshot = new Snapshot(store, content);
  }

  /**
   * Begins, and remembers what was before: after a restart all subscribers come back at once, and each
   * would read the same in the database.
   *
   * @param met the last change before what is known here; the next to be told is the one after it. Long
   *     may have passed since it was asked for
   */
  public synchronized void begin(Peers.Met met) {
    EventBuffer before =
        new Replay(store, events, met.last().epoch()).before(met.last().number(), RECENT_BYTES);
    become(FeedState.at(met.last(), before, met.askedAt()));
  }

  private static EventBuffer recentFrom(Position from) {
    return new EventBuffer(from.number(), RECENT_BYTES);
  }

  @Override
  public synchronized void told(Position upTo, List<Numbered> changes) {
    boolean keys = false;
    for (Numbered numbered : changes) {
      events.of(upTo.epoch(), numbered).ifPresent(state.buffer()::add);
      keys |= numbered.change().is(ServiceKeyChanged.KIND);
    }
    become(state.told(upTo, keys));
  }

  @Override
  public synchronized void afresh(Position from) {
    snapshot.drop();
    become(state.afresh(from, recentFrom(from)));
  }

  @Override
  public synchronized void upToDate(long askedAt) {
    become(state.upToDate(askedAt));
    snapshot.dropOld();
  }

  /** Ends all subscriptions; new ones are refused. */
  @Override
  public synchronized void close() {
    become(state.closing());
  }

  private void become(FeedState next) {
    FeedState before = state;
    state = next;
    before.over().countDown();
  }

  FeedState known() {
    return state;
  }

  /** As subscribers are told it. */
  Position told(Position at) {
    return content.told(at);
  }

  static boolean isStale(FeedState state) {
    return state.ageNanos() >= STALE_NANOS;
  }

  /**
   * A subscription.
   *
   * @param last what the subscriber had last
   * @param mayStill whether it still may have one
   * @throws UnavailableException where this server does not know what there is to tell
   */
  Subscription subscribe(Optional<Position> last, BooleanSupplier mayStill) {
    long askedAt = System.nanoTime();
    FeedState now = state;
    if (now.closed() || isStale(now)) {
      throw new UnavailableException(STALE);
    }
    Replay replay = new Replay(store, events, now.upTo().epoch());
    Optional<Position> resumable =
        last.filter(position -> position.epoch().equals(told(now.upTo()).epoch()))
            .filter(position -> canResume(position.number(), now, replay));
    List<byte[]> opening;
    long after;
    if (resumable.isPresent()) {
      after = resumable.get().number();
      opening = List.of(FeedEncoder.resumed(after));
    } else {
      Snapshot.Encoded whole = snapshot.take(this);
      if (!whole.at().epoch().equals(now.upTo().epoch())) {
        throw new UnavailableException(STALE); // another history has begun at this very moment
      }
      after = whole.at().number();
      opening = whole.pieces();
    }
    return new Subscription(this, replay, opening, after, askedAt, now, mayStill);
  }

  /** From memory, from the database, or because another server was ahead and this one will be soon. */
  private boolean canResume(long number, FeedState now, Replay replay) {
    return number <= now.upTo().number()
        ? now.buffer().reachesBackTo(number) || replay.isWholeAfter(number)
        : replay.exists(number);
  }

  /**
   * Waits.
   *
   * @return whether it became so before that long had passed
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

  /** Waits until there is something else than this. */
  static void await(FeedState seen, long nanosAtMost) {
    try {
      var _ = seen.over().await(nanosAtMost, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException(STALE);
    }
  }
}
