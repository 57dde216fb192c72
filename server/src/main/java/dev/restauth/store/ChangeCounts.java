package dev.restauth.store;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts the changes of many things, such as accounts, so that a reader notices cheaply whether
 * something that it remembers has changed. Several things share a counter, so a reader may assume a
 * change that did not happen, but it never misses one.
 *
 * <p>The reader reads the counter first, and then the thing. Whoever changes the thing applies the
 * change first, and then counts it. As long as the counter stays the same, what was read is up to
 * date. Thread-safe.
 */
public final class ChangeCounts {
  private static final int COUNTERS = 1024;

  private final AtomicLongArray counts = new AtomicLongArray(COUNTERS);

  /**
   * Returns the number of changes of the things that share a counter with this one.
   *
   * @param hash a number that is always the same for the same thing, such as its hash code
   */
  public long of(int hash) {
    return counts.get(index(hash));
  }

  /** Counts a change of the thing with this hash. */
  public void add(int hash) {
    counts.incrementAndGet(index(hash));
  }

  /** Counts a change of each thing. */
  public void addToAll() {
    for (int i = 0; i < COUNTERS; i++) {
      counts.incrementAndGet(i);
    }
  }

  private static int index(int hash) {
    return (hash ^ hash >>> 16) & (COUNTERS - 1);
  }
}
