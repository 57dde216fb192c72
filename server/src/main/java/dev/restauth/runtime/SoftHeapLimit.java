package dev.restauth.runtime;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A soft limit of the heap for the serial collector, which has no such limit. That collector
 * promotes garbage to the old generation, and leaves it there until the heap uses a quarter of the
 * machine's memory. Once a second, this class compares the used memory with its limit, and runs a
 * full collection if the limit is exceeded. The next limit is 1.5 times the memory that is used
 * after this collection, but never less than the smallest limit, which is also the first one.
 *
 * <p>Only its own thread checks the heap. Any thread may close the object.
 */
public final class SoftHeapLimit implements AutoCloseable {
  /**
   * The system property with the lower bound of the limit, in MiB. The launcher sets this property
   * if it has chosen the serial collector.
   */
  private static final String PROPERTY = "restauth.soft-heap";

  private static final long EVERY_SECONDS = 1;

  private final long least;
  private final LongSupplier used;
  private final Runnable collect;
  private final CountDownLatch closing = new CountDownLatch(1);
  private long limit;

  /**
   * Creates a limit for a heap, which need not be the real one, so that tests can replace it.
   *
   * @param least the smallest limit, in bytes
   * @param used the used heap, in bytes
   * @param collect runs a full collection
   */
  SoftHeapLimit(long least, LongSupplier used, Runnable collect) {
    this.least = least;
    this.used = used;
    this.collect = collect;
    this.limit = least;
  }

  /** Starts to watch the heap of this process. Does nothing if the property is not set. */
  public static SoftHeapLimit begin() {
    long mebibytes = Long.getLong(PROPERTY, 0);
    SoftHeapLimit soft = new SoftHeapLimit(mebibytes << 20, SoftHeapLimit::used, System::gc);
    if (mebibytes > 0) {
      Thread.ofVirtual().name("soft-heap").start(soft::runUntilClosed);
    }
    return soft;
  }

  private static long used() {
    Runtime now = Runtime.getRuntime();
    return now.totalMemory() - now.freeMemory();
  }

  private void runUntilClosed() {
    try {
      while (!closing.await(EVERY_SECONDS, TimeUnit.SECONDS)) {
        collectIfOverLimit();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Runs a full collection if the used heap exceeds the limit, and then sets the next limit. */
  void collectIfOverLimit() {
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
