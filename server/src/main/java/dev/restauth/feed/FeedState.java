package dev.restauth.feed;

import dev.restauth.store.ChangeStore.Position;
import java.util.concurrent.CountDownLatch;

/**
 * What the feed has to tell at one moment; another takes its place as soon as there is more.
 *
 * @param upTo the last change that is known here
 * @param buffer the events up to there; others where the changes could not be followed one by one
 * @param upToDateAt by {@link System#nanoTime}: all was known then
 * @param keyChanges how often keys of services have changed
 * @param closed whether nothing more will be told
 * @param over opens when another takes its place
 */
record FeedState(
    Position upTo,
    EventBuffer buffer,
    long upToDateAt,
    long keyChanges,
    boolean closed,
    CountDownLatch over) {

  /** Before anything is known, nothing is told. */
  static FeedState nothing() {
    return at(new Position("", 0), new EventBuffer(0, 0), System.nanoTime()).closing();
  }

  static FeedState at(Position upTo, EventBuffer buffer, long upToDateAt) {
    return new FeedState(upTo, buffer, upToDateAt, 0, false, new CountDownLatch(1));
  }

  FeedState told(Position up, boolean keys) {
    long changes = keys ? keyChanges + 1 : keyChanges;
    return new FeedState(up, buffer, upToDateAt, changes, closed, new CountDownLatch(1));
  }

  FeedState upToDate(long at) {
    return new FeedState(upTo, buffer, at, keyChanges, closed, new CountDownLatch(1));
  }

  FeedState afresh(Position from, EventBuffer empty) {
    return new FeedState(from, empty, upToDateAt, keyChanges + 1, closed, new CountDownLatch(1));
  }

  FeedState closing() {
    return new FeedState(upTo, buffer, upToDateAt, keyChanges, true, new CountDownLatch(1));
  }

  /** How long ago all was known; nanoseconds, not negative. */
  long ageNanos() {
    return Math.max(0, System.nanoTime() - upToDateAt);
  }
}
