package dev.restauth.runtime;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A soft limit of the heap, which the serial collector has none of: by itself it lets what is no longer
 * needed grow old and lie there until a quarter of the machine's memory is full. Here it collects all
 * when half as much again is used as after the last time.
 *
 * <p>For one thread, its own.
 */
public final class SoftHeapLimit implements AutoCloseable {
  /** Set by the launcher, where it has chosen that collector: up to here nothing is collected early, in MiB. */
  private static final String PROPERTY = "restauth.soft-heap";

  private static final long EVERY_SECONDS = 1;

  private final long least;
  private final LongSupplier used;
  private final Runnable collect;
  private final CountDownLatch closing = new CountDownLatch(1);
  private long limit;

  /**
   * Of any heap.
   *
   * @param least the limit while little is needed, in bytes
   * @param used how much of it is used now, in bytes
   * @param collect frees what is not needed
   */
  SoftHeapLimit(long least, LongSupplier used, Runnable collect) {
    this.least = least;
    this.used = used;
    this.collect = collect;
    this.limit = least;
  }

  /** Begins to look after that of this process; does nothing where the property is not set. */
  public static SoftHeapLimit begin() {
    long mebibytes = Long.getLong(PROPERTY, 0);
    SoftHeapLimit soft = new SoftHeapLimit(mebibytes << 20, SoftHeapLimit::used, System::gc);
    if (mebibytes > 0) {
      Thread.ofVirtual().name("soft-heap").start(soft::untilClosed);
    }
    return soft;
  }

  private static long used() {
    Runtime now = Runtime.getRuntime();
    return now.totalMemory() - now.freeMemory();
  }

  private void untilClosed() {
    try {
      while (!closing.await(EVERY_SECONDS, TimeUnit.SECONDS)) {
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Collects where too much is used. */
  void look() {
    if (used.getAsLong() > limit) {
      collect.run();
      limit = Math.max(least, used.getAsLong() / 2 * 3);
    }
  }

  @Override
  public void close() {
    closing.countDown();
  }
}
