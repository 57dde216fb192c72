package dev.restauth.feed;

import dev.restauth.store.ChangeStore.Position;
import java.util.concurrent.CountDownLatch;

/**
 * What the feed has to tell at one moment; another takes its place as soon as there is more.
 *
 * @param upTo the last change that is known here
 * @param recent the events up to there; others where the changes could not be followed one by one
 * @param upToDateAt by {@link System#nanoTime}: all was known then
 * @param keyChanges how often keys of services have changed
 * @param closed whether nothing more will be told
 * @param over opens when another takes its place
 */
record Known(
    Position upTo,
    Recent recent,
    long upToDateAt,
    long keyChanges,
    boolean closed,
    CountDownLatch over) {

  /** Before anything is known, nothing is told. */
  static Known nothing() {
    return at(new Position("", 0), new Recent(0, 0), System.nanoTime()).closing();
  }

  static Known at(Position upTo, Recent recent, long upToDateAt) {
    return new Known(upTo, recent, upToDateAt, 0, false, new CountDownLatch(1));
  }

  Known told(Position up, boolean keys) {
    long changes = keys ? keyChanges + 1 : keyChanges;
    return new Known(up, recent, upToDateAt, changes, closed, new CountDownLatch(1));
  }

  Known upToDate(long at) {
    return new Known(upTo, recent, at, keyChanges, closed, new CountDownLatch(1));
  }

  Known afresh(Position from, Recent empty) {
    return new Known(from, empty, upToDateAt, keyChanges + 1, closed, new CountDownLatch(1));
  }

  Known closing() {
    return new Known(upTo, recent, upToDateAt, keyChanges, true, new CountDownLatch(1));
  }

  /** How long ago all was known; nanoseconds, not negative. */
  long ageNanos() {
    return Math.max(0, System.nanoTime() - upToDateAt);
  }
}
