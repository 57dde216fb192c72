package dev.restauth.feed;

import dev.restauth.store.ChangeStore.Position;
import java.util.concurrent.CountDownLatch;

/**
 * The state of the feed at one moment. A state is immutable; each change replaces it with a new
 * state.
 *
 * @param upTo the last change that this server has applied
 * @param buffer the events up to that change; each reset creates a new buffer
 * @param upToDateAt the latest time, by {@link System#nanoTime}, at which this server was known to
 *     have applied all changes
 * @param keyChanges the number of changes of service keys
 * @param closed whether the feed is closed
 * @param replaced a latch that opens when another state replaces this one
 */
record FeedState(
    Position upTo,
    EventBuffer buffer,
    long upToDateAt,
    long keyChanges,
    boolean closed,
    CountDownLatch replaced) {

  /** Returns the state before the feed begins. This state is closed. */
  static FeedState beforeBegin() {
    return at(new Position("", 0), new EventBuffer(0, 0), System.nanoTime()).close();
  }

  static FeedState at(Position upTo, EventBuffer buffer, long upToDateAt) {
    return new FeedState(upTo, buffer, upToDateAt, 0, false, new CountDownLatch(1));
  }

  FeedState advance(Position up, boolean keys) {
    long changes = keys ? keyChanges + 1 : keyChanges;
    return new FeedState(up, buffer, upToDateAt, changes, closed, new CountDownLatch(1));
  }

  FeedState upToDate(long at) {
    return new FeedState(upTo, buffer, at, keyChanges, closed, new CountDownLatch(1));
  }

  FeedState reset(Position from, EventBuffer empty) {
    return new FeedState(from, empty, upToDateAt, keyChanges + 1, closed, new CountDownLatch(1));
  }

  FeedState close() {
    return new FeedState(upTo, buffer, upToDateAt, keyChanges, true, new CountDownLatch(1));
  }

  /** Returns the time since {@code upToDateAt}, in nanoseconds; never negative. */
  long ageNanos() {
    return Math.max(0, System.nanoTime() - upToDateAt);
  }
}
